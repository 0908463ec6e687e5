/** The signs by which the operator's open pages know what has changed, and the sums of reports. */
import { expect, it } from 'vitest'
import { timeOrdered } from '../../../src/domain/ids.ts'
import type { Store } from '../../../src/flows/ports.ts'
import { openStore } from '../../../src/store/open.ts'
import { openEngine, testVault } from '../engines.ts'
import { aPartner } from '../samples.ts'
import type { Home } from './home.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-11-21T12:00:00Z')
const idAt = (at: number) => timeOrdered(at, 0, new Uint8Array(12))

/** Bare rows, so that the signs are proven against the tables and not against other ports. */
const CHARGER = `
  insert into charger (id, site_sealed, access, profile, registration, created_at)
  values (?, ?, 'public', 1, 'accepted', 1)`
const TRANSACTION = `
  insert into charger_transaction (id, number, charger, evse, connector, status, started_at, ended_at,
    heard_at, energy_wh, is_provisional, is_fault, seen, oddities)
  values (?, ?, 'A', 1, 1, ?, 1, ?, 1, ?, 0, 0, '[]', '[]')`
const COMMAND = `
  insert into command (id, charger, action, payload, asked_by, at, expires_at, state)
  values (?, 'A', 'Reset', '{}', 'operator', 1, 2, 'waiting')`
const TOKEN = `
  insert into id_token (id, label, status, is_unknown, created_at) values ('tag', 'TAG', 'Invalid', 1, 5)`
const CONNECTOR = `
  insert into connector (charger, evse, connector, status, since, heard_at)
  values ('B', 1, 1, 'Available', 1, 1)`

export function outlook(home: Home): void {
  const on = async (story: (store: Store, run: Run) => Promise<void>) => {
    const where = await home.fresh()
    const store = await openStore(where, testVault)
    const below = openEngine(where)
    const run: Run = async (sql, ...values) => {
      await below.write((db) => db.run(sql, ...values))
    }
    await run(CHARGER, 'A', 'x'.repeat(60))
    await run(CHARGER, 'B', 'y'.repeat(60))
    await story(store, run).finally(async () => {
      await below.close()
      await store.close()
    })
  }
  type Run = (sql: string, ...values: (string | number | null)[]) => Promise<void>

  const signs = (store: Store) => store.read.outlook.signs(NOW)
  const chargers = async (store: Store) => {
    const rows = await store.read.outlook.chargers()
    return Object.fromEntries(rows.map(({ id, sign }) => [id, sign]))
  }

  it('gives another sign for what has changed, and the same for all else', () =>
    on(async (store, run) => {
      const changes: [topic: string, change: () => Promise<void>][] = [
        ['transactions', () => run(TRANSACTION, 't1', 1, 'charging', null, null)],
        ['transactions', () => run("update charger_transaction set heard_at = 9 where id = 't1'")],
        [
          'transactions',
          () => run("update charger_transaction set status = 'completed', ended_at = 7"),
        ],
        ['commands', () => run(COMMAND, idAt(NOW + 1))],
        ['commands', () => run("update command set state = 'sent', sent_at = 3")],
        ['commands', () => run("update command set state = 'answered', answered_at = 4")],
        ['tokens', () => run(TOKEN)],
        ['tokens', () => run("update id_token set status = 'Accepted'")],
        ['tokens', () => run('update id_token set is_unknown = 0')],
        ['partners', () => store.write(({ partners }) => partners.add(aPartner({ id: 'p' })))],
        ['partners', () => run('update partner set suspended_at = 5')],
      ]
      let before: Record<string, string> = await signs(store)
      for (const [topic, change] of changes) {
        await change()
        const now: Record<string, string> = await signs(store)
        expect(Object.keys(now).filter((name) => now[name] !== before[name])).toEqual([topic])
        before = now
      }
    }))

  it('says which charger has changed, by itself or by its connectors', () =>
    on(async (store, run) => {
      let before = await chargers(store)
      const moves: [id: string, sql: string][] = [
        ['A', "update charger set holder = 'here', connected_at = 5 where id = 'A'"],
        ['A', "update charger set seen_at = 6 where id = 'A'"],
        ['A', `update charger set site_sealed = '${'z'.repeat(60)}' where id = 'A'`],
        ['B', CONNECTOR],
        ['B', 'update connector set heard_at = 2'],
      ]
      for (const [id, sql] of moves) {
        await run(sql)
        const now = await chargers(store)
        expect(Object.keys(now).filter((one) => now[one] !== before[one])).toEqual([id])
        before = now
      }
    }))

  it('sums up what ended from a moment on and before another one', () =>
    on(async (store, run) => {
      const first = Date.parse('2026-11-01T00:00:00Z')
      const ends = [first - 1, first, first + DAY - 1, first + DAY, null]
      for (const [i, end] of ends.entries()) {
        await run(TRANSACTION, `t${i}`, i + 1, end ? 'completed' : 'charging', end, i * 0.5)
      }
      await run(TRANSACTION, 'unknown', 99, 'unknown', first + 5, null)
      const { reports } = store.read
      expect(await reports.sum(first, first + DAY)).toEqual({ transactions: 3, energyWh: 1.5 })
      expect(await reports.sum(first + DAY, first + 2 * DAY)).toEqual({
        transactions: 1,
        energyWh: 1.5,
      })
      const none = { transactions: 0, energyWh: 0 }
      expect(await reports.sum(first + 2 * DAY, first + 30 * DAY)).toEqual(none)
    }))
}
