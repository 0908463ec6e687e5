/** Certificates that were signed here for chargers. */
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
const OF = `${SELECT} where charger = ? order by signed_at desc, number desc limit ?`
const COUNT =
  'select count(*) as count from charger_certificate where charger = ? and signed_at >= ?'
const good = (one: string) =>
  `${one}.revoked_at is null and (${one}.said = 'Accepted' or ${one}.used_at is not null)`
const ENDING = `
  ${SELECT} where valid_until < ? and ${good('one')}
    and not exists (
      select 1 from charger_certificate as newer
      where newer.charger = one.charger and newer.valid_until > one.valid_until and ${good('newer')})
    and (warned_at is null and charger is not null or ? = 1 and asked_at is null and exists (
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
    of: (charger, limit) => db.all<Certificate>(OF, charger, limit),
    countSince: async (charger, at) => (await db.get<{ count: number }>(COUNT, charger, at))!.count,
    ending: (before, ask, limit) => db.all<Certificate>(ENDING, before, Number(ask), limit),
    orphan: async (charger) => void (await db.run(ORPHAN, charger)),
    removeBefore: (validUntil) => db.run(REMOVE_BEFORE, validUntil),
  }
}

/** In the order of `STATE`. */
function stateOf({ said, usedAt, warnedAt, askedAt, revokedAt }: Certificate): Value[] {
  return [said, usedAt, warnedAt, askedAt, revokedAt]
}
