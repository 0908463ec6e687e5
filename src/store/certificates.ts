/** Certificates that were signed here for chargers. */
import { RENEWAL } from '../domain/chargers/entry/certificate.ts'
import type { Certificate, Certificates } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db, Value } from './driver.ts'

const KEYS = 'number, charger, name, signed_at, valid_from, valid_until'
const STATE = 'said, used_at, warned_at, asked_at, revoked_at'
const COLUMNS = `${KEYS}, ${STATE}`
const SELECT = `select ${named(COLUMNS)} from charger_certificate as one`

const GET = `${SELECT} where number = ?`
const ADD = `insert into charger_certificate (${COLUMNS}) values (${marks(COLUMNS)})`
const SET = `update charger_certificate set (${STATE}) = (${marks(STATE)}) where number = ?`
const NEWEST = 'order by signed_at desc, number desc limit ?'
const OF = `${SELECT} where charger = ? ${NEWEST}`
const OF_AFTER = `
  ${SELECT} where charger = ? and (signed_at, number) < (
    select signed_at, number from charger_certificate where number = ?)
  ${NEWEST}`
const REVOKE_ALL = `
  update charger_certificate set revoked_at = ?
  where charger = ? and revoked_at is null and valid_until > ?`
const REVOKED = `
  select number from charger_certificate
  where number in (??) and (revoked_at is not null or charger is null)`
const COUNT =
  'select count(*) as count from charger_certificate where charger = ? and signed_at >= ?'
const good = (one: string) =>
  `${one}.revoked_at is null and (${one}.said = 'Accepted' or ${one}.used_at is not null)`
const ENDING = `
  ${SELECT} where valid_until <= ? and ${good('one')}
    and ${RENEWAL.part} * (valid_until - ?) <= valid_until - valid_from
    and not exists (
      select 1 from charger_certificate as newer
      where newer.charger = one.charger and newer.valid_until > one.valid_until and ${good('newer')})
    and (warned_at is null and charger is not null
      or valid_until < ? and coalesce(asked_at, 0) <= ? and exists (
        select 1 from charger where charger.id = one.charger and charger.holder is not null))
  order by valid_until, number limit ?`
const ORPHAN = `update charger_certificate set charger = null, name = '' where charger = ?`
const REMOVE_BEFORE = 'delete from charger_certificate where valid_until < ?'

export function certificatesOf(db: Db): Certificates {
  return {
    get: (number) => db.get<Certificate>(GET, number),
    add: async (certificate) => {
      const { number, charger, name, signedAt, validFrom, validUntil } = certificate
      const keys = [number, charger, name, signedAt, validFrom, validUntil]
      await db.run(ADD, ...keys, ...stateOf(certificate))
    },
    set: async (certificate) =>
      void (await db.run(SET, ...stateOf(certificate), certificate.number)),
    of: (charger, { after, limit }) =>
      after === null
        ? db.all<Certificate>(OF, charger, limit)
        : db.all<Certificate>(OF_AFTER, charger, after, limit),
    revokeAll: async (charger, at) => void (await db.run(REVOKE_ALL, at, charger, at)),
    revoked: async (numbers) => {
      const rows = await db.all<{ number: string }>(REVOKED, JSON.stringify(numbers))
      return rows.map(({ number }) => number)
    },
    countSince: async (charger, at) => (await db.get<{ count: number }>(COUNT, charger, at))!.count,
    ending: ({ now, reach }, limit) => {
      const [soon, again] = [now + RENEWAL.mostMs, now - RENEWAL.againMs]
      return db.all<Certificate>(ENDING, soon, now, reach ?? 0, again, limit)
    },
    orphan: async (charger) => void (await db.run(ORPHAN, charger)),
    removeBefore: (validUntil) => db.run(REMOVE_BEFORE, validUntil),
  }
}

/** In the order of `STATE`. */
function stateOf({ said, usedAt, warnedAt, askedAt, revokedAt }: Certificate): Value[] {
  return [said, usedAt, warnedAt, askedAt, revokedAt]
}
