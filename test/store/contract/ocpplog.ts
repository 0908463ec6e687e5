/** The log of chargers' messages, as the store promises to keep it. */
import { expect, it } from 'vitest'
import { timeOrdered } from '../../../src/domain/ids.ts'
import type { Store } from '../../../src/flows/ports.ts'
import type { LogEntry, LogSieve } from '../../../src/flows/tables.ts'
import { openStore } from '../../../src/store/open.ts'
import { testVault } from '../engines.ts'
import type { Home } from './home.ts'

const idAt = (at: number, count = 0) => timeOrdered(at, count, new Uint8Array(12))
const HOUR = 3_600_000
const NOW = Date.parse('2026-11-21T12:00:00Z')

function entry(told: Partial<LogEntry> & { at: number }): LogEntry {
  return {
    id: idAt(told.at),
    charger: 'A',
    direction: 'in',
    version: '1.6',
    action: 'Heartbeat',
    message: '1',
    request: '[2,"1","Heartbeat",{}]',
    answer: '[3,"1",{"currentTime":"2026-11-21T12:00:00.000Z"}]',
    error: null,
    ms: 3,
    deviations: [],
    ...told,
  }
}

const deviating = (...rules: string[]) => rules.map((rule) => ({ rule, path: '/a', was: '"1"' }))

export function ocppLog(home: Home): void {
  const on = async (entries: LogEntry[], story: (store: Store) => Promise<void>) => {
    const store = await openStore(await home.fresh(), testVault)
    await store.write((tables) => tables.ocppLog.add(entries))
    await story(store).finally(() => store.close())
  }
  const found = async (store: Store, sieve: LogSieve, charger: string | null = 'A') =>
    (await store.read.ocppLog.of(charger, { after: null, limit: 100 }, sieve)).map(({ at }) => at)

  it('keeps each entry as it was, and reads them a page at a time both ways', () => {
    const all = Array.from({ length: 100 }, (_, i) => entry({ at: NOW + i, charger: 'AB'[i % 2]! }))
    const odd = entry({ at: NOW + 200, deviations: deviating('zone'), version: null, action: null })
    return on([...all, odd], async ({ read: { ocppLog: log } }) => {
      expect(await log.get(odd.id)).toEqual(odd)
      expect(await log.get('nobody')).toBeNull()
      const page = await log.of(null, { after: null, limit: 3 })
      expect(page).toEqual([odd, all[99], all[98]])
      expect(await log.of(null, { after: page[2]!.id, limit: 1 })).toEqual([all[97]])
      expect(await log.of('B', { after: all[5]!.id, limit: 9 })).toEqual([all[3], all[1]])
      const forward = { oldestFirst: true }
      expect(await log.of('A', { after: all[0]!.id, limit: 1 }, forward)).toEqual([all[2]])
      expect(await log.of(null, { after: null, limit: 1 }, forward)).toEqual([all[0]])
    })
  })

  it('finds what is searched for, by all that is told', () => {
    const entries = [
      entry({
        at: NOW,
        action: 'BootNotification',
        request: '[2,"1","BootNotification",{"a":"100%_x\\"}]',
      }),
      entry({ at: NOW + 1, direction: 'out', answer: null, error: 'silent', ms: null }),
      entry({ at: NOW + 2, deviations: deviating('zone') }),
      entry({ at: NOW + 3, charger: 'B' }),
    ]
    return on(entries, async (store) => {
      expect(await found(store, { action: 'BootNotification' })).toEqual([NOW])
      expect(await found(store, { direction: 'out' })).toEqual([NOW + 1])
      expect(await found(store, { deviating: true })).toEqual([NOW + 2])
      expect(await found(store, { deviating: false }, null)).toEqual([NOW + 3, NOW + 1, NOW])
      expect(await found(store, { text: 'bootnotific' })).toEqual([NOW])
      expect(await found(store, { text: 'CURRENTTIME' })).toEqual([NOW + 2, NOW])
      // What stands for any letter elsewhere stands for itself.
      expect(await found(store, { text: '100%_x\\' })).toEqual([NOW])
      expect(await found(store, { text: '1%x' })).toEqual([])
      expect(await found(store, { from: NOW + 1, to: NOW + 3 }, null)).toEqual([NOW + 2, NOW + 1])
      expect(await found(store, { until: entries[2]!.id }, null)).toEqual([NOW + 3, NOW + 2])
    })
  })

  it('tells apart what other backends were told', () => {
    const entries = [
      entry({ at: NOW, direction: 'out', message: 'upstream:billing' }),
      entry({ at: NOW + 1, direction: 'out' }),
      entry({ at: NOW + 2, direction: 'out', message: null }),
      // A charger may name its messages as it likes.
      entry({ at: NOW + 3, message: 'upstream:none' }),
    ]
    return on(entries, async (store) => {
      expect(await found(store, { backends: true })).toEqual([NOW])
      expect(await found(store, { backends: false })).toEqual([NOW + 3, NOW + 2, NOW + 1])
    })
  })

  it('finds a call by when it began, although it was logged when it was answered', () => {
    const late = entry({ at: NOW, id: idAt(NOW + 300_000) })
    return on([late, entry({ at: NOW + HOUR })], async (store) => {
      expect(await found(store, { from: NOW, to: NOW + 1 })).toEqual([NOW])
      expect(await found(store, { from: NOW + 1 })).toEqual([NOW + HOUR])
    })
  })

  it('says how far the next so many entries reach', () => {
    const entries = [0, 1, 2, 3].map((i) => entry({ at: NOW + i }))
    return on(entries, async ({ read: { ocppLog: log } }) => {
      expect(await log.edge('A', { after: null, limit: 3 })).toBe(entries[1]!.id)
      expect(await log.edge('A', { after: entries[1]!.id, limit: 2 })).toBeNull()
      expect(await log.edge('B', { after: null, limit: 1 })).toBeNull()
      const forward = { oldestFirst: true }
      expect(await log.edge(null, { after: null, limit: 3 }, forward)).toBe(entries[2]!.id)
    })
  })

  it('leaves nobody out who spoke in a second of which only a part is removed', () => {
    const second = Math.ceil(NOW / 1024) * 1024
    const entries = ['A', 'B', 'A', 'B', 'A'].map((charger, i) =>
      entry({ at: second + i * 300, charger }),
    )
    return on(entries, async (store) => {
      const ids = async (charger: string) => {
        const rows = await store.read.ocppLog.of(charger, { after: null, limit: 9 })
        return rows.map(({ at }) => (at - second) / 300)
      }
      const removed = () => store.write(({ ocppLog }) => ocppLog.removeBefore(second + 4 * 300, 3))
      expect([await ids('A'), await ids('B')]).toEqual([
        [4, 2, 0],
        [3, 1],
      ])
      expect(await removed()).toBe(3)
      expect([await ids('A'), await ids('B')]).toEqual([[4], [3]])
      expect(await removed()).toBe(1)
      expect([await ids('A'), await ids('B')]).toEqual([[4], []])
    })
  })

  it('forgets a charger portion by portion, the oldest first, and nobody else', () => {
    const entries = Array.from({ length: 9 }, (_, i) =>
      entry({ at: NOW + i * 400, charger: 'AAB'[i % 3]! }),
    )
    return on(entries, async (store) => {
      const forget = () => store.write(({ ocppLog }) => ocppLog.forget('A', 4))
      expect(await forget()).toBe(4)
      expect(await found(store, {})).toEqual([NOW + 2800, NOW + 2400])
      expect([await forget(), await forget()]).toEqual([2, 0])
      expect(await found(store, {}, null)).toEqual([8, 5, 2].map((i) => NOW + i * 400))
      expect(await found(store, { oldestFirst: true }, 'B')).toHaveLength(3)
    })
  })

  it('says an entry in other words, and leaves the rest and the counts as they are', () => {
    const [one, other] = [entry({ at: NOW, deviations: deviating('zone') }), entry({ at: NOW + 1 })]
    return on([one, other], async (store) => {
      const told = { ...one, request: '[2]', answer: null, deviations: deviating('number') }
      await store.write(({ ocppLog }) => ocppLog.reword(told))
      expect(await store.read.ocppLog.get(one.id)).toEqual(told)
      expect(await store.read.ocppLog.get(other.id)).toEqual(other)
      expect(await store.read.ocppLog.deviations('A')).toMatchObject([{ rule: 'zone', count: 1 }])
    })
  })

  it('knows who was heard of lately, and by what', () => {
    const entries = [
      entry({ at: NOW - 10 }),
      entry({ at: NOW }),
      entry({ at: NOW + 1 }),
      entry({ at: NOW + 2, charger: 'B', action: null }),
    ]
    return on(entries, async ({ read }) => {
      const heard = await read.ocppLog.heard(NOW)
      expect(heard.sort((a, b) => (a.charger < b.charger ? -1 : 1))).toEqual([
        { charger: 'A', action: 'Heartbeat', id: entries[2]!.id },
        { charger: 'B', action: null, id: entries[3]!.id },
      ])
    })
  })

  it('counts deviations, whose counts outlive the entries', () => {
    const entries = [
      entry({ at: NOW, deviations: deviating('zone', 'zone', 'number') }),
      entry({ at: NOW + 5, deviations: deviating('zone') }),
      entry({ at: NOW + 6, charger: 'B', deviations: deviating('number') }),
    ]
    const counts = [
      { rule: 'zone', count: 3, at: NOW + 5 },
      { rule: 'number', count: 1, at: NOW },
    ]
    return on(entries, async (store) => {
      const { ocppLog: log } = store.read
      expect(await log.deviations('A')).toEqual(counts)
      expect(await store.write((tables) => tables.ocppLog.removeBefore(NOW + HOUR, 2))).toBe(2)
      expect(await log.of(null, { after: null, limit: 9 })).toEqual([entries[2]])
      expect(await log.deviations('A')).toEqual(counts)
      const more = entry({ at: NOW + 9, deviations: deviating('number') })
      await store.write((tables) => tables.ocppLog.add([more]))
      expect(await log.deviations('A')).toContainEqual({ rule: 'number', count: 2, at: NOW + 9 })
    })
  })

  it('deletes what is old and nothing else, and all that is about a charger', () => {
    const entries = [
      entry({ at: NOW }),
      entry({ at: NOW + 1, deviations: deviating('zone') }),
      entry({ at: NOW + 2, charger: 'B', deviations: deviating('zone') }),
    ]
    return on(entries, async (store) => {
      expect(await store.write((tables) => tables.ocppLog.removeBefore(NOW, 9))).toBe(0)
      expect(await store.write((tables) => tables.ocppLog.removeBefore(NOW + 1, 9))).toBe(1)
      expect(await store.write((tables) => tables.ocppLog.forget('A', 9))).toBe(1)
      expect(await store.read.ocppLog.of(null, { after: null, limit: 9 })).toEqual([entries[2]])
      expect(await store.read.ocppLog.deviations('A')).toEqual([])
      expect(await store.read.ocppLog.deviations('B')).toHaveLength(1)
    })
  })
}
