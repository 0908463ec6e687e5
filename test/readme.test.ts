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
const lines = [...readme.matchAll(/<!-- test: first charge -->\n```sh\n([\s\S]*?)```/g)]
  .map(([, block]) => block)
  .join('')

test('a first charge is made, asked about, shared and pulled by the pasted lines', async () => {
  const script = lines.replace('http://127.0.0.1:8080', house.url)
  const { stdout } = await promisify(execFile)('bash', ['-euc', script])
  expect(stdout).toContain('"result":"new"')
  expect(stdout).toContain('"state":"open"')
  expect(stdout).toContain('"answer":"always"')
  expect(stdout).toContain('"type":"charge.started"')
  expect(stdout).toContain('"handle":"Jimbo"')
})
