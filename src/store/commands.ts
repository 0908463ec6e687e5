/** What chargers are to do, and what came of it. */
import { masked } from '../domain/chargers/log/mask.ts'
import type { OcppAnswer, Payload } from '../domain/chargers/ocpp.ts'
import { LAST_ID } from '../domain/ids.ts'
import type { Vault } from '../flows/ports.ts'
import type { Command, Commands } from '../flows/tables.ts'
import { holding, marks, named } from './columns.ts'
import type { Db, Value } from './driver.ts'

const KEYS = 'id, charger, action, payload, asked_by, at, expires_at'
const STATE = 'state, answer, sent_at, answered_at'
const SECRET = 'payload_sealed'
const COLUMNS = `${KEYS}, ${STATE}, ${SECRET}`
const SELECT = `select ${named(COLUMNS)} from command`

const GET = `${SELECT} where id = ?`
const LOCK = `${GET} for update`
const ADD = `insert into command (${COLUMNS}) values (${marks(COLUMNS)})`
/** The secret goes with the last step. */
const SET = `
  update command set (${STATE}) = (${marks(STATE)}),
    ${SECRET} = case when ? = 1 then ${SECRET} end
  where id = ?`
const OWED = `
  select distinct command.charger as charger from command join charger on charger.id = command.charger
  where state = 'waiting' and expires_at > ? and holder = ?`
const WAITING = `${SELECT} where charger = ? and state = 'waiting' and expires_at > ? order by id`
const OF = `${SELECT} where charger = ? and id < ? order by id desc limit ?`
const GIVE_UP = `
  update command set state = ?, ${SECRET} = null where state = ? and expires_at <= ?`
const REMOVE_BEFORE = "delete from command where at < ? and state not in ('waiting', 'sent')"
const ASKED_BY = `${SELECT} where asked_by = ? order by id desc`
const HOLDING = `
  ${SELECT} where state not in ('waiting', 'sent') and lower(payload) like lower(?) escape '\\'`
const REWORD = `
  update command set asked_by = ?, state = ?, payload = ?, ${SECRET} = null where id = ?`

type Row = Omit<Command, 'payload' | 'answer'> & {
  payload: string
  answer: string | null
  payloadSealed: string | null
}

export function commandsOf(db: Db, vault: Vault): Commands {
  const whole = (row: Row | null) => row && commandIn(row, vault)
  return {
    get: async (id) => whole(await db.get<Row>(GET, id)),
    lock: async (id) => whole(await db.get<Row>(LOCK, id)),
    add: async (command) => {
      const { id, charger, action, askedBy, at, expiresAt } = command
      const payload = JSON.stringify(command.payload)
      const shown = masked(payload)
      const sealed = shown === payload ? null : vault.seal(payload, boundTo(id))
      const keys = [id, charger, action, shown, askedBy, at, expiresAt]
      await db.run(ADD, ...keys, ...stateOf(command), sealed)
    },
    set: async (command) => {
      const isUnderWay = command.state === 'waiting' || command.state === 'sent'
      await db.run(SET, ...stateOf(command), Number(isUnderWay), command.id)
    },
    owed: async (holder, now) =>
      (await db.all<{ charger: string }>(OWED, now, holder)).map(({ charger }) => charger),
    waiting: async (charger, now) =>
      (await db.all<Row>(WAITING, charger, now)).map((row) => commandIn(row, vault)),
    of: async (charger, { after, limit }) =>
      (await db.all<Row>(OF, charger, after ?? LAST_ID, limit)).map((row) => commandIn(row, null)),
    giveUp: async (waitingBefore, sentBefore) => ({
      away: await db.run(GIVE_UP, 'away', 'waiting', waitingBefore),
      silent: await db.run(GIVE_UP, 'silent', 'sent', sentBefore),
    }),
    removeBefore: (at) => db.run(REMOVE_BEFORE, at),
    askedBy: async (who) => (await db.all<Row>(ASKED_BY, who)).map((row) => commandIn(row, null)),
    holding: async (text) => {
      const rows = await db.all<Row>(HOLDING, holding(text))
      return rows.map((row) => commandIn(row, null))
    },
    reword: async ({ id, askedBy, state, payload }) =>
      void (await db.run(REWORD, askedBy, state, masked(JSON.stringify(payload)), id)),
  }
}

/** Without a vault secrets stay masked. */
function commandIn({ payload, answer, payloadSealed, ...row }: Row, vault: Vault | null): Command {
  const opened = payloadSealed === null ? null : vault?.open(payloadSealed, boundTo(row.id))
  return {
    ...row,
    payload: JSON.parse(opened ?? payload) as Payload,
    answer: answer === null ? null : (JSON.parse(answer) as OcppAnswer),
  }
}

/** In the order of `STATE`. */
function stateOf({ state, answer, sentAt, answeredAt }: Command): Value[] {
  return [state, answer && masked(JSON.stringify(answer)), sentAt, answeredAt]
}

function boundTo(id: string): string {
  return `command ${id}`
}
