/** A reminder that meets an answer: on a database where many write at once, neither is lost. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld } from '../../../src/app.ts'
import { readSettings, secretsOf } from '../../../src/config.ts'
import type { Store } from '../../../src/flows/ports.ts'
import type { Tables } from '../../../src/flows/tables.ts'
import { remindOwners } from '../../../src/flows/notices/remind.ts'
import { charged } from '../../store/samples.ts'
import { engines, type Ground } from '../../store/engines.ts'

const DAY = 86_400_000
let ground: Ground
let data: string
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'chargeshare-'))
  ground = await engines.find(({ name }) => name === 'PostgreSQL')!.start()
})
afterAll(async () => {
  await ground.stop()
  rmSync(data, { recursive: true, force: true })
})

/** Holds up whoever waits for it until it is opened. */
function gate() {
  let open = () => {}
  const passed = new Promise<void>((resolve) => (open = resolve))
  return { open: () => open(), passed }
}

test('an answer that is given while its owner is being reminded stands', async () => {
  const where = await ground.fresh()
  const url = 'url' in where ? where.url : ''
  const settings = readSettings({ CHARGESHARE_DATABASE_URL: url, CHARGESHARE_DATA: data })
  const house = await openWorld(settings, secretsOf({ CHARGESHARE_SECRET_KEY: KEY }))
  const { store } = house.world
  const { question, vehicle } = await store.write(charged)
  const answered = { ...question, state: 'answered' as const, choice: 'skip' as const }

  // The answer holds the vehicle, as answers do, and is kept as soon as the reminder is on its way.
  const [held, gone] = [gate(), gate()]
  const answering = store.write(async (tables) => {
    await tables.vehicles.lock(vehicle.id)
    held.open()
    await gone.passed
    await tables.questions.set(answered)
  })
  await held.passed
  const between = (tables: Tables): Tables => ({
    ...tables,
    vehicles: { ...tables.vehicles, lock: (id) => (gone.open(), tables.vehicles.lock(id)) },
    questions: {
      ...tables.questions,
      get: async (id) => {
        const question = await tables.questions.get(id)
        gone.open()
        await answering
        return question
      },
    },
  })
  const slow: Store = { ...store, write: (work) => store.write((tables) => work(between(tables))) }
  await remindOwners({ ...house.world, store: slow })(question.remindAt + DAY)
  expect(await store.read.questions.get(question.id)).toMatchObject({ state: 'answered' })
  await house.close()
})

const KEY = Buffer.alloc(32, 9).toString('base64')
