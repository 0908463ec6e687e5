/** What chargers told of their settings and inner state. */
import type { Payload } from '../domain/chargers/ocpp.ts'
import type { Variable, Variables } from '../flows/tables.ts'
import { marks, named } from './columns.ts'
import type { Db } from './driver.ts'

const PLACE = 'component, evse, connector, variable, attribute'
const COLUMNS = `${PLACE}, value, about, at`
const SELECT = `select ${named(COLUMNS)} from charger_variable`

const PUT = `
  insert into charger_variable (charger, ${COLUMNS}) values (?, ${marks(COLUMNS)})
  on conflict (charger, ${PLACE}) do update set value = excluded.value, at = excluded.at,
    about = case when excluded.about = '{}' then charger_variable.about else excluded.about end`
const OF = `${SELECT} where charger = ? order by ${PLACE}`
const NAMED = `
  ${SELECT} where charger = ? and lower(variable) = lower(?) order by ${PLACE}`
const COUNT = 'select count(*) as count from charger_variable where charger = ?'

type Row = Omit<Variable, 'about'> & { about: string }

export function variablesOf(db: Db): Variables {
  return {
    put: async (charger, variables) => {
      for (const { about, ...told } of variables) {
        const { component, evse, connector, variable, attribute, value, at } = told
        const place = [component, evse, connector, variable, attribute]
        await db.run(PUT, charger, ...place, value, JSON.stringify(about), at)
      }
    },
    of: async (charger) => (await db.all<Row>(OF, charger)).map(variableIn),
    named: async (charger, variable) =>
      (await db.all<Row>(NAMED, charger, variable)).map(variableIn),
    count: async (charger) => (await db.get<{ count: number }>(COUNT, charger))!.count,
  }
}

function variableIn(row: Row): Variable {
  return { ...row, about: JSON.parse(row.about) as Payload }
}
