/** Answers that may yet be undone, and the keys under which devices sent answers. */
import type { Given } from '../domain/sharing/undo.ts'
import type { Answers } from '../flows/tables.ts'
import type { Db } from './driver.ts'

const OF = `
  select id, question, session, place, at, said, was from answer
  where vehicle = ? and at > ? order by id`
const TIMES = 'select question, at from answer where question in (??) and at > ?'
const KEEP = `
  insert into answer (id, question, vehicle, session, place, at, said, was)
  values (?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (id) do update set was = excluded.was`
const REPLACE = 'delete from answer where question = ? and id <> ?'
const REMOVE = 'delete from answer where id = ?'
const FINISH = 'delete from answer where vehicle = ?'
const REMOVE_BEFORE = 'delete from answer where at < ?'
const BY_KEY = 'select digest from answer_key where question = ? and key = ?'
const ADD_KEY = `
  insert into answer_key (question, key, digest) values (?, ?, ?) on conflict do nothing`

type Row = Omit<Given, 'said' | 'was'> & { said: string; was: string }

export function answersOf(db: Db): Answers {
  return {
    of: async (vehicle, since) => (await db.all<Row>(OF, vehicle, since)).map(answerIn),
    times: async (questions, since) => {
      const rows = await db.all<Row>(TIMES, JSON.stringify(questions), since)
      return new Map(rows.map(({ question, at }) => [question, at]))
    },
    keep: async (vehicle, { id, question, session, place, at, said, was }) => {
      // One whose time is over may still be there.
      await db.run(REPLACE, question, id)
      const texts = [JSON.stringify(said), JSON.stringify(was)]
      await db.run(KEEP, id, question, vehicle, session, place, at, ...texts)
    },
    remove: async (id) => void (await db.run(REMOVE, id)),
    finish: async (vehicle, place) => {
      if (place === undefined) await db.run(FINISH, vehicle)
      else await db.run(`${FINISH} and place = ?`, vehicle, place)
    },
    removeBefore: (at) => db.run(REMOVE_BEFORE, at),
    byKey: async (question, key) =>
      (await db.get<{ digest: string }>(BY_KEY, question, key))?.digest ?? null,
    addKey: async (question, key, digest) => void (await db.run(ADD_KEY, question, key, digest)),
  }
}

function answerIn({ said, was, ...row }: Row): Given {
  return { ...row, said: JSON.parse(said) as Given['said'], was: JSON.parse(was) as Given['was'] }
}
