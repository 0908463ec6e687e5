/** The story that the tests of keys tell: a server, a motorist who has decided, and a partner. */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { keyIdOf } from '../src/outbound/vault.ts'
import { openTestHouse, type TestHouse } from './house.ts'
import { type Operator, operator } from './operator.ts'
import { call, type Json, type Motorist, motorist, type Subscriber, subscriber } from './people.ts'
import { ownPort } from './port.ts'

export const home = { lat: 22.3712, lon: 114.1203 }
export const station = { lat: 22.2189, lon: 114.2139 }
export const market = { lat: 22.2466, lon: 114.1757 }
const elsewhere = { lat: 22.4, lon: 114.3 }

/** The keys behind which things are sealed or hashed, a query a kind. */
export const SEALS = [
  'select substr(secret_sealed, 1, 8) from vehicle',
  "select substr(secret_hash, 1, 8) from vehicle where secret_hash like '%.%'",
  'select substr(fix_sealed, 1, 8) from vehicle where fix_sealed is not null',
  'select substr(position_sealed, 1, 8) from place where position_sealed is not null',
  'select substr(push_secret_sealed, 1, 8) from partner',
]

export type KeyStory = {
  data: string
  keyFile: string
  /** The server; another one after each restart. */
  house: TestHouse
  beside: Operator
  ann: Motorist
  map: Subscriber
  /** Ann's car tells one thing, five minutes after what was told before. */
  says: (type: string, position: Json) => Promise<Json>
  /** One whole charge of hers. */
  charge: (position: Json) => Promise<void>
  /** Her car is seen elsewhere. */
  drive: () => Promise<void>
  /** The car whose owner has chosen its module's password speaks. */
  oldCar: (password?: string) => Promise<Json>
  openQuestions: () => Promise<number>
  /** Their names, in the order of the file. */
  keysInFile: () => string[]
  /** What the operator's list says of a key. */
  listed: (id: string) => Promise<Json | undefined>
  /** What stands in the first column. */
  column: (sql: string) => string[]
  /** Closes the server, and opens it again on what is left in its folder. */
  restart: (between?: () => void) => Promise<void>
  close: () => Promise<void>
}

/** Ann never shares home and always the station; what she has shared once, the partner has got. */
export async function openKeyStory(): Promise<KeyStory> {
  const data = fs.mkdtempSync(join(tmpdir(), 'keys-'))
  const port = String(await ownPort())
  const house = await openTestHouse({}, { CHARGESHARE_DATA: data, CHARGESHARE_PORT: port })
  const map = await subscriber(house.url, 'Open Map')
  const ann = await motorist(house.url, 'ANN-1')
  const story: KeyStory = {
    ...{ data, house, map, ann, beside: operator(data), keyFile: join(data, 'secret.key') },
    ...driving(ann, house.url),
    ...looking(data),
    openQuestions: async () => (await ann.questions()).length,
    restart: async (between) => {
      await story.house.close()
      between?.()
      story.house = await openTestHouse({}, { CHARGESHARE_DATA: data, CHARGESHARE_PORT: port })
    },
    close: async () => {
      await story.house.close()
      await ann.close()
      await map.close()
      fs.rmSync(data, { recursive: true })
    },
  }
  await begin(story)
  return story
}

async function begin({ ann, map, drive, charge }: KeyStory): Promise<void> {
  await drive()
  await charge(home)
  await ann.answers(await ann.phone(), { choice: 'never' })
  await charge(station)
  await ann.answers(await ann.phone(), { choice: 'always' })
  await map.gets(1)
  await ann.asks('POST', '/v1/vehicles', { vehicleId: 'OLD-1', password: 'roadster-1999' })
}

/** From a month ago on. */
function driving(ann: Motorist, url: string) {
  let clock = Date.now() - 30 * 86_400_000
  const later = () => new Date((clock += 300_000)).toISOString()
  const says = (type: string, position: Json) => ann.says({ type, at: later(), position })
  return {
    says,
    charge: async (position: Json) => {
      await says('charge.started', position)
      await says('charge.completed', position)
    },
    drive: async () => void (await says('telemetry', elsewhere)),
    oldCar: (password = 'roadster-1999') => {
      const body = { type: 'telemetry', at: later() }
      return call('POST', `${url}/v1/vehicles/OLD-1/messages`, { token: password, body })
    },
  }
}

function looking(data: string) {
  return {
    keysInFile: () => {
      const lines = fs.readFileSync(join(data, 'secret.key'), 'utf8').trim().split('\n')
      return lines.map((line) => keyIdOf(Buffer.from(line, 'base64')))
    },
    listed: async (id: string) => {
      const rows = JSON.parse(await operator(data).told(['keys', 'list', '--json'])) as Json[]
      return rows.find((row) => row['id'] === id)
    },
    column: (sql: string) => {
      const db = new Database(join(data, 'chargeshare.db'), { readonly: true })
      const values = db.prepare(sql).pluck().all() as string[]
      db.close()
      return values
    },
  }
}
