/** What chargers told of their settings and inner state. */
import type { Payload } from '../domain/chargers/ocpp.ts'
import type { KeptVariable, Surveys, Variables } from '../flows/tables.ts'
import type { Survey } from '../domain/chargers/commands/survey.ts'
import { marks, named } from './columns.ts'
import type { Db, Value } from './driver.ts'

const PLACE = 'component, evse, connector, variable, attribute'
const COLUMNS = `${PLACE}, value, about, at`
const SELECT = `select ${named(`${COLUMNS}, wished, wish_answer, wish_firmware`)} from charger_variable`

const PUT = `
  insert into charger_variable (charger, ${COLUMNS}) values (?, ${marks(COLUMNS)})
  on conflict (charger, ${PLACE}) do update set value = excluded.value, at = excluded.at,
    about = case when excluded.about = '{}' then charger_variable.about else excluded.about end`
const OF = `${SELECT} where charger = ? order by ${PLACE}`
const WISHED = `${SELECT} where charger = ? and wished is not null order by ${PLACE}`
const NAMED = `
  ${SELECT} where charger = ? and lower(variable) = lower(?) order by ${PLACE}`
const WISH = `
  update charger_variable set wished = ?, wish_answer = ?, wish_firmware = ?
  where charger = ? and (${PLACE}) = (${marks(PLACE)})`
const COUNT = 'select count(*) as count from charger_variable where charger = ?'

const SURVEY = 'charger, at, version, firmware, state, tries, in_hour, request'
const GET_SURVEY = `select ${named(SURVEY)} from charger_survey where charger = ?`
const PUT_SURVEY = `
  insert into charger_survey (${SURVEY}) values (${marks(SURVEY)})
  on conflict (charger) do update set
    at = excluded.at, version = excluded.version, firmware = excluded.firmware,
    state = excluded.state, tries = excluded.tries, in_hour = excluded.in_hour,
    request = excluded.request`

type Place = Pick<KeptVariable, 'component' | 'evse' | 'connector' | 'variable' | 'attribute'>
type Row = Omit<KeptVariable, 'about'> & { about: string }

export function variablesOf(db: Db): Variables {
  return {
    put: async (charger, variables) => {
      for (const told of variables) {
        const { value, about, at } = told
        await db.run(PUT, charger, ...placeOf(told), value, JSON.stringify(about), at)
      }
    },
    wish: async (charger, { wished, wishAnswer, wishFirmware, ...told }) =>
      void (await db.run(WISH, wished, wishAnswer, wishFirmware, charger, ...placeOf(told))),
    of: async (charger) => (await db.all<Row>(OF, charger)).map(variableIn),
    wished: async (charger) => (await db.all<Row>(WISHED, charger)).map(variableIn),
    named: async (charger, variable) =>
      (await db.all<Row>(NAMED, charger, variable)).map(variableIn),
    count: async (charger) => (await db.get<{ count: number }>(COUNT, charger))!.count,
  }
}

export function surveysOf(db: Db): Surveys {
  return {
    get: (charger) => db.get<Survey>(GET_SURVEY, charger),
    put: async ({ charger, at, version, firmware, state, tries, inHour, request }) => {
      const how = [state, tries, inHour, request]
      await db.run(PUT_SURVEY, charger, at, version, firmware, ...how)
    },
  }
}

/** In the order of `PLACE`. */
function placeOf({ component, evse, connector, variable, attribute }: Place): Value[] {
  return [component, evse, connector, variable, attribute]
}

function variableIn(row: Row): KeptVariable {
  return { ...row, about: JSON.parse(row.about) as Payload }
}
