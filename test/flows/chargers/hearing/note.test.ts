/** What was no call of a charger stands in the log as well; nobody waits for it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Unavailable } from '../../../../src/flows/ports.ts'
import type { LogEntry } from '../../../../src/flows/tables.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { aCall, aStation } from '../station.ts'

let house: TestHouse
const said: [object, string][] = []
beforeAll(async () => {
  const note = (what: object, text: string) => void said.push([what, text])
  house = await openTestHouse({ timer: false, log: { info: note, warn: note, error: note } })
})
afterAll(() => house.close())
beforeEach(() => void (said.length = 0))

const entry = (told: Partial<LogEntry> = {}): Omit<LogEntry, 'id'> => ({
  ...{ charger: 'CP-1', at: 1000, direction: 'out', version: '1.6', action: 'Reset', message: 'm' },
  ...{ request: '[2,"m","Reset",{}]', answer: '[3,"m",{}]', error: null, ms: 5, deviations: [] },
  ...told,
})
const logOf = (charger: string) =>
  house.world.store.read.ocppLog.of(charger, { after: null, limit: 10_000 })
/** All that was noted before is kept or lost by then. */
const settled = async () => {
  const { id } = await aStation(house, '1.6')
  // In its own turn of the loop, and behind everything that waits for the database.
  await new Promise((resolve) => setImmediate(resolve))
  const call = aCall(house, { charger: id, version: '1.6', action: 'Heartbeat', payload: {} })
  await house.service.chargers.hear(call)
}

describe('a note', () => {
  test('is kept in the order of coming, without its secrets', async () => {
    const request = '[2,"m","ChangeConfiguration",{"key":"AuthorizationKey","value":"sesame"}]'
    house.service.chargers.note(entry({ action: 'first' }))
    house.service.chargers.note(entry({ action: 'second', request, answer: null }))
    await settled()
    const [second, first] = await logOf('CP-1')
    expect([first!.action, second!.action]).toEqual(['first', 'second'])
    expect(first).toMatchObject({ direction: 'out', answer: '[3,"m",{}]', ms: 5 })
    expect(second!.request).toContain('AuthorizationKey')
    expect(second!.request).not.toContain('sesame')
  })

  test('is lost where the database takes nothing: memory has an end, and the gap is told', async () => {
    const restore = breakStore()
    for (let i = 0; i < 6000; i++) house.service.chargers.note(entry({ charger: 'CP-2' }))
    await drained()
    restore()
    house.service.chargers.note(entry({ charger: 'CP-2', action: 'after' }))
    await settled()
    expect((await logOf('CP-2')).map(({ action }) => action)).toEqual(['after'])
    expect(said).toEqual([[{ entries: 6000 }, 'the log of chargers has a gap']])
  })
})

describe('a note that cannot be kept', () => {
  test('is lost alone, and the others keep their order', async () => {
    const restore = refuse('evil')
    for (const action of ['1', '2', 'evil', '3']) {
      house.service.chargers.note(entry({ charger: 'CP-3', action }))
    }
    await settled()
    restore()
    expect((await logOf('CP-3')).map(({ action }) => action)).toEqual(['3', '2', '1'])
    expect(said).toEqual([[{ entries: 1 }, 'the log of chargers has a gap']])
  })
})

describe('a call', () => {
  test('that cannot be kept is to be told again, and nothing of it is told elsewhere', async () => {
    const station = await aStation(house, '1.6')
    const restore = breakStore()
    const answer = station.says('Authorize', { idTag: 'very-secret-tag' })
    await expect(answer).rejects.toThrow('InternalError: this server could not take it now')
    restore()
    expect(await station.says('Authorize', { idTag: 'very-secret-tag' })).toHaveProperty(
      'idTagInfo',
    )
    expect(said).toMatchObject([
      [{ charger: station.id, action: 'Authorize' }, 'a call of a charger failed'],
    ])
    expect(JSON.stringify(said)).not.toContain('very-secret-tag')
  })
})

/** Turns of the loop, as many as the notes need that wait. */
async function drained(): Promise<void> {
  for (let i = 0; i < 100; i++) await new Promise((resolve) => setImmediate(resolve))
}

/** The database takes no entry of this action. */
function refuse(action: string): () => void {
  const { store } = house.world
  const { write } = store
  store.write = (work) =>
    write(async (tables) => {
      const add = async (entries: LogEntry[]) => {
        if (entries.some((one) => one.action === action)) throw new Error('cannot be stored')
        await tables.ocppLog.add(entries)
      }
      return work({ ...tables, ocppLog: { ...tables.ocppLog, add } })
    })
  return () => void (store.write = write)
}

function breakStore(): () => void {
  const { store } = house.world
  const { write } = store
  store.write = () => Promise.reject(new Unavailable('very-secret-tag'))
  return () => void (store.write = write)
}
