/** The README's first ten minutes: its commands work as they are pasted. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from './house.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

/** The lines of all blocks that are marked so. */
function linesOf(mark: string): string {
  const blocks = readme.matchAll(/<!-- test: ([\w ]+) -->\n```sh\n([\s\S]*?)```/g)
  return [...blocks].flatMap(([, said, block]) => (said === mark ? [block] : [])).join('')
}

async function pasted(script: string): Promise<string> {
  return (await promisify(execFile)('bash', ['-euc', script])).stdout
}

test('a first charge is made, asked about, shared and pulled by the pasted lines', async () => {
  const stdout = await pasted(linesOf('first charge').replace('http://127.0.0.1:8080', house.url))
  expect(stdout).toContain('"result":"new"')
  expect(stdout).toContain('"state":"open"')
  expect(stdout).toContain('"answer":"always"')
  expect(stdout).toContain('"type":"charge.started"')
  expect(stdout).toContain('"handle":"Jimbo"')
})

test('a charger is registered, a tag let in and the four questions asked by the pasted lines', async () => {
  const names = /^S=.*$/m.exec(linesOf('first charge'))![0]
  const here = `${names}\n${linesOf('first charger')}`
    .replace('http://127.0.0.1:8080', house.url)
    .replace('data/operator.token', `${house.data}/operator.token`)
  const stdout = await pasted(here)
  expect(stdout).toContain('"password":"')
  expect(stdout).toContain('"isConnected":false')
  expect(stdout).toContain('"idTag":"04A22B33"')
  expect(stdout).toContain('"lastHeardAt":null')
  expect(stdout).toContain('"code":"unknownTransaction"')
  expect(stdout).toContain('meterStartWh,meterStopWh')
})
