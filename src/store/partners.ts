/** Partners and their tokens. */
import type { Partner, Secrets } from '../domain/partners/partner.ts'
import type { Wishes } from '../domain/partners/wishes.ts'
import type { Vault } from '../flows/ports.ts'
import type { Tables } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db } from './driver.ts'

const KEYS = 'id, created_at'
/** All that may change. */
const STATE = 'name, email, license, push_url, push_enabled, push_state, suspended_at, wishes'
const SECRET = 'push_secret_sealed'
const SELECT = `select ${named(`${KEYS}, ${STATE}, ${SECRET}`)} from partner`

const GET = `${SELECT} where id = ?`
const LOCK = `${GET} for update`
const ALL = `${SELECT} where id > ? order by id limit ?`
const BY_TOKEN = `
  ${SELECT} where id = (
    select partner from partner_token
    where token_hash = ? and (expires_at is null or expires_at > ?))`
const ADD = `
  insert into partner (${STATE}, ${SECRET}, ${KEYS}) values (${marks(STATE)}, ?, ${marks(KEYS)})`
const SET = `
  update partner set (${STATE}) = (${marks(STATE)}), ${SECRET} = coalesce(?, ${SECRET})
  where id = ?`
const OF_OLDER_KEY = `
  ${SELECT} where id > ? and substr(${SECRET}, 1, 8) <> ? order by id limit ? for update`

const ADD_TOKEN = `
  insert into partner_token (token_hash, partner, created_at, expires_at) values (?, ?, ?, ?)`
/** Never gives time to a token that ends sooner. */
const EXPIRE_TOKENS = `
  update partner_token set expires_at = ?
  where partner = ? and (expires_at is null or expires_at > ?)`

type Row = Omit<Partner, 'pushEnabled' | 'wishes' | 'secrets'> & {
  pushEnabled: number
  wishes: string
  pushSecretSealed: string
}

export function partnersOf(db: Db, vault: Vault): Tables['partners'] {
  const one = async (sql: string, ...values: (string | number)[]) => {
    const row = await db.get<Row>(sql, ...values)
    return row && partnerIn(row, vault)
  }
  const many = async (sql: string, ...values: (string | number)[]) =>
    (await db.all<Row>(sql, ...values)).map((row) => partnerIn(row, vault))
  return {
    get: (id) => one(GET, id),
    lock: (id) => one(LOCK, id),
    all: ({ after, limit }) => many(ALL, after ?? '', limit),
    byToken: (tokenHash, now) => one(BY_TOKEN, tokenHash, now),
    add: async (partner) =>
      void (await db.run(ADD, ...stateOf(partner, vault), partner.id, partner.createdAt)),
    set: async (partner) => void (await db.run(SET, ...stateOf(partner, vault), partner.id)),
    older: ({ after, limit }) => many(OF_OLDER_KEY, after ?? '', vault.keyIds()[0]!, limit),

    addToken: async ({ tokenHash, partner, expiresAt }, now) =>
      void (await db.run(ADD_TOKEN, tokenHash, partner, now, expiresAt)),
    expireTokens: async (partner, expiresAt) =>
      void (await db.run(EXPIRE_TOKENS, expiresAt, partner, expiresAt)),
  }
}

function partnerIn({ pushEnabled, wishes, pushSecretSealed, ...row }: Row, vault: Vault): Partner {
  const opened = vault.open(pushSecretSealed, `partner:${row.id}`)
  return {
    ...row,
    pushEnabled: pushEnabled === 1,
    wishes: JSON.parse(wishes) as Wishes,
    secrets: opened === null ? null : (JSON.parse(opened) as Secrets),
  }
}

/** In the order of `STATE`, with the secrets behind. */
function stateOf(partner: Partner, vault: Vault) {
  const { name, email, license, pushUrl, pushEnabled, pushState, suspendedAt, wishes } = partner
  const push = [pushUrl, Number(pushEnabled), pushState, suspendedAt, JSON.stringify(wishes)]
  return [name, email, license, ...push, sealed(partner, vault)]
}

/** null where they could not be opened: what is kept stays, for its key may be found again. */
function sealed({ id, secrets }: Partner, vault: Vault): string | null {
  return secrets === null ? null : vault.seal(JSON.stringify(secrets), `partner:${id}`)
}
