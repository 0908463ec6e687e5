/** What an owner agrees to is shown in his language, and it is kept which text he has read. */
import request from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { signUp } from './visitors.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse({ timer: false })
})
afterAll(() => house.close())

const read = async (query = '') =>
  (await request(house.url).get(`/v1/consent${query}`).expect(200)).body

test('the text is there in every language, each by its own version', async () => {
  const all = [await read(), await read('?language=de'), await read('?language=zh')]
  expect(all.map(({ language }) => language)).toEqual(['en', 'de', 'zh'])
  expect(new Set(all.map(({ version }) => version)).size).toBe(3)
  for (const { text } of all) {
    expect(text).toContain('CC BY 4.0')
    expect(text).not.toMatch(/\n|\\/)
  }
  expect(all[1].text).toMatch(/^Wenn Sie ein Auto/)
  await request(house.url).get('/v1/consent?language=tlh').expect(422)
})

test('the export tells which text was agreed to', async () => {
  const ann = await signUp(house, 'ann@example.org')
  await ann.post('/v1/vehicles').send({ vehicleId: 'ANN' }).expect(201)
  const optIn = { optedIn: true, handle: { kind: 'anonymous' } }
  const put = (more: object) => ann.put('/v1/vehicles/ANN/sharing').send({ ...optIn, ...more })
  const { version } = await read('?language=zh')
  await put({ consent: version }).expect(200)
  await put({}).expect(200)
  await put({ consent: '1999-01-01' }).expect(422)
  const { body } = await ann.get('/v1/owners/me/export').expect(200)
  const kept = body.consents.map(({ textVersion }: { textVersion: string }) => textVersion)
  expect(kept).toEqual([version, (await read()).version])
})
