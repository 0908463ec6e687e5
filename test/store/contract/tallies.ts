/** What the operator's first look counts, as the store promises to count it. */
import { expect, it } from 'vitest'
import { unseen } from '../../../src/flows/chargers/entry/register.ts'
import type { Command } from '../../../src/flows/chargers/ports.ts'
import type { LogEntry } from '../../../src/flows/tables.ts'
import { openStore } from '../../../src/store/open.ts'
import { aTransaction } from '../../domain/chargers/course/samples.ts'
import { testVault } from '../engines.ts'
import { aLane, anEvent, aPartner } from '../samples.ts'
import type { Home } from './home.ts'

const NOW = 10_000

const COMMAND: Command = {
  ...{ id: 'c1', charger: 'A', action: 'Reset', payload: {}, askedBy: 'operator', at: 1 },
  ...{ expiresAt: NOW + 1, state: 'waiting', answer: null, sentAt: null, answeredAt: null },
}
const MESSAGE: LogEntry = {
  ...{ id: 'm1', charger: 'A', at: 500, direction: 'in', version: '1.6', action: null },
  ...{ message: null, request: '', answer: null, error: null, ms: null, deviations: [] },
}
const ODD = [{ rule: 'empty', path: '/a', was: '' }]

export function tallies(home: Home): void {
  it('counts nothing where there is nothing', async () => {
    const store = await openStore(await home.fresh(), testVault)
    expect(await store.read.tallies.count(0, NOW)).toEqual({
      chargers: { accepted: 0, pending: 0, rejected: 0, connected: 0 },
      partners: { all: 0, suspended: 0, failing: 0 },
      ...{ charging: 0, commandsWaiting: 0, deviations: 0, owedSince: null },
    })
    await store.close()
  })

  it('counts chargers, charges, commands and odd messages', async () => {
    const store = await openStore(await home.fresh(), testVault)
    await store.write(async ({ chargers, transactions, commands, ocppLog }) => {
      await chargers.add({ ...unseen('A', 1), registration: 'accepted', holder: 'here' })
      await chargers.add({ ...unseen('B', 1), registration: 'accepted' })
      await chargers.add({ ...unseen('C', 1), registration: 'pending', holder: 'here' })
      await transactions.add(aTransaction({ charger: 'A', number: 1 }))
      await transactions.add(aTransaction({ charger: 'A', number: 2, status: 'completed' }))
      await commands.add(COMMAND)
      await commands.add({ ...COMMAND, id: 'c2', expiresAt: NOW })
      await commands.add({ ...COMMAND, id: 'c3', state: 'answered' })
      await ocppLog.add([
        { ...MESSAGE, deviations: ODD },
        { ...MESSAGE, id: 'm2', at: 499, deviations: ODD },
        { ...MESSAGE, id: 'm3', at: 501 },
      ])
    })
    expect(await store.read.tallies.count(500, NOW)).toMatchObject({
      chargers: { accepted: 2, pending: 1, rejected: 0, connected: 1 },
      ...{ charging: 1, commandsWaiting: 1, deviations: 1 },
    })
    await store.close()
  })

  it('tells which partners fail, and since when something is owed to one', async () => {
    const store = await openStore(await home.fresh(), testVault)
    const joins = (told: object, lane: object = {}) =>
      store.write(async (tables) => {
        const partner = aPartner(told)
        await tables.partners.add(partner)
        await tables.lanes.add(aLane({ partner: partner.id, ...lane }))
      })
    const owedSince = async () => (await store.read.tallies.count(0, NOW)).owedSince
    const seqs: number[] = []
    for (const publishedAt of [100, 200]) {
      await store.write((tables) => tables.feed.append({ ...anEvent(), publishedAt }))
      seqs.push(await store.read.feed.last())
    }
    await joins({}, { cursorSeq: seqs[1]! })
    expect(await owedSince()).toBeNull()
    await joins({}, { cursorSeq: seqs[0]!, failingSince: 5 })
    await joins({ suspendedAt: 1 }, { failingSince: 5 })
    await joins({ pushEnabled: false }, { failingSince: 5 })
    await joins({ pushEnabled: false, pushState: 'gone' })
    expect(await owedSince()).toBe(200)
    const { partners } = await store.read.tallies.count(0, NOW)
    expect(partners).toEqual({ all: 5, suspended: 1, failing: 2 })
    await store.close()
  })
}
