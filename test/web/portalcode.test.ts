/** The programs that the portal offers partners: each is pasted into a file and run as it stands. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sampleOf, type Task, type Tongue } from '../../src/web/portal/samples.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { openInbox } from '../outbound/inbox.ts'
import { call, itemsOf, type Json, text } from '../people.ts'
import { account, type Account } from './people.ts'

let house: TestHouse
let jimbo: Account
let car: Awaited<ReturnType<Account['addCar']>>
let partner: Json
let folder: string
const running: ChildProcess[] = []

beforeAll(async () => {
  house = await openTestHouse()
  jimbo = await account(house, 'jimbo@example.org')
  car = await jimbo.addCar('JIMBO-1')
})
afterAll(() => house.close())
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chargeshare-sample-'))
  const body = { name: 'Open Map', email: 'data@partner.example', acceptLicense: 'CC-BY-4.0' }
  partner = await call('POST', `${house.url}/v1/partners`, { body })
})
afterEach(async () => {
  for (const child of running.splice(0)) await stop(child)
  rmSync(folder, { recursive: true, force: true })
})

/** The shell waits for the programs that it has started: they end with its group. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  process.kill(-child.pid, 'SIGKILL')
  await closed
}

const COMMANDS: Record<Tongue, string> = { curl: 'sh', node: process.execPath, python: 'python3' }
const NEEDS: Record<Tongue, string> = { ...COMMANDS, curl: 'curl' }

/** Whether this machine has what a sample is written for. */
const has = (tongue: Tongue) => spawnSync(NEEDS[tongue], ['--version']).status === 0

/** Pastes a sample into a file and runs it; what it prints comes line by line. */
function run(task: Task, tongue: Tongue) {
  const { file, text: code } = sampleOf(task, tongue, house.url)
  writeFileSync(join(folder, file), code)
  const env = {
    PATH: process.env['PATH'],
    CHARGESHARE_TOKEN: text(partner, 'token'),
    CHARGESHARE_PUSH_SECRET: text(partner, 'pushSecret'),
    PORT: '0',
  }
  const child = spawn(COMMANDS[tongue], [file], { cwd: folder, env, detached: true })
  running.push(child)
  const lines = openInbox<string>()
  const said = openInbox<string>()
  createInterface(child.stdout).on('line', lines.put)
  createInterface(child.stderr).on('line', said.put)
  const event = async () => JSON.parse(await lines.next()) as Json
  return { child, event, said: said.next }
}

let count = 0
/** A charge that is shared; gives its public id. */
async function shares(): Promise<string> {
  const at = new Date(Date.now() - 3_600_000 + 60_000 * count).toISOString()
  const position = { lat: 22.28 + ++count / 100, lon: 114.15 }
  await car.says({ type: 'charge.started', at, position, soc: 40 })
  const [newest] = itemsOf(await jimbo.asks('GET', '/v1/charges/mine?limit=1'))
  const path = `/v1/charges/mine/${text(newest!, 'id')}`
  await jimbo.asks('POST', `${path}/sharing`, { choice: 'once' })
  return text(await jimbo.asks('GET', path), 'sharing', 'id')
}

/** Reads on until this charge starts; gives all that have started by then. */
async function started({ event }: ReturnType<typeof run>, id: string): Promise<string[]> {
  const ids: string[] = []
  while (!ids.includes(id)) {
    const next = await event()
    if (next['type'] === 'charge.started') ids.push(text(next, 'session', 'id'))
  }
  return ids
}

describe.each<Tongue>(['curl', 'node', 'python'])('the pulling program for %s', (tongue) => {
  test.skipIf(!has(tongue))(
    'reads all there is, waits for news, and goes on after an end',
    async () => {
      const first = await shares()
      const program = run('pull', tongue)
      await started(program, first)
      const second = await shares()
      await started(program, second)
      await stop(program.child)
      const third = await shares()
      // The end came before or after the second page was written down; the first one is not read again.
      expect(await started(run('pull', tongue), third)).not.toContain(first)
    },
  )
})

describe.each<Tongue>(['node', 'python'])('the receiving program for %s', (tongue) => {
  test.skipIf(!has(tongue))(
    'proves its address, takes events in, and turns forgeries down',
    async () => {
      const program = run('receive', tongue)
      const port = /^port (\d+)$/.exec(await program.said())?.[1]
      const url = `http://127.0.0.1:${port}/hook`
      const token = text(partner, 'token')
      const me = `${house.url}/v1/partners/me`
      await call('PATCH', me, { token, body: { push: { url, enabled: true } } })
      const id = await shares()
      let event = await program.event()
      while (text(event, 'session', 'id') !== id) event = await program.event()
      expect(event).toMatchObject({ type: 'charge.started', license: 'CC-BY-4.0' })
      expect((await call('GET', me, { token }))['push']).toMatchObject({ state: 'proven' })
      const forged = await fetch(url, {
        method: 'POST',
        headers: {
          'webhook-id': 'made-up',
          'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
          'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}`,
        },
        body: '{"items": [{"forged": true}]}',
      })
      expect(forged.status).toBe(401)
    },
  )
})
