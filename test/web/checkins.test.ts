/** The owner wishes check-ins at Open Charge Map, after he has read in his language what they mean. */
import { afterAll, beforeAll, expect } from 'vitest'
import { openOcmServer, type OcmServer } from '../outbound/ocmserver.ts'
import { at, text } from '../people.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { screenshots, violations } from './look.ts'
import { type Account, account, signIn } from './people.ts'
import { answered } from './wire.ts'

let ocm: OcmServer
let visit: Visit
let owner: Account
beforeAll(async () => {
  ocm = await openOcmServer()
  visit = await openVisit({
    overrides: { timer: false },
    env: {
      CHARGESHARE_OCM_URL: ocm.url,
      CHARGESHARE_OCM_KEY: ocm.key,
      CHARGESHARE_OCM_CHECK_INS: 'true',
    },
  })
  owner = await account(visit.house, 'jimbo@example.org')
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await visit.close()
  await ocm.close()
})

const agreed = async () => at(await owner.asks('GET', '/v1/owners/me/export'), 'checkIns', 'agreed')
const wish = /\/v1\/owners\/me\/check-ins/

test('the switch is off until it is read, and says what was read in which language', async () => {
  const page = await visit.open('/')
  await signIn(page, owner)
  await page.goto(`${visit.house.url}/account`)
  await page.getByText('it cannot be taken back from here').waitFor()
  expect(await agreed()).toBeNull()
  await owner.asks('PATCH', '/v1/owners/me', { language: 'de' })
  await page.reload()
  await page.getByText('Von hier aus lässt sie sich nicht zurücknehmen.').waitFor()
  const switches = page.getByRole('switch', { name: 'Geteilte Ladevorgänge dort melden' })
  expect(await violations(page)).toEqual([])
  await screenshots(page, 'checkins')
  const put = answered(visit.house, 'PUT', wish)
  await switches.check()
  expect((await put).status).toBe(200)
  expect(
    text(await owner.asks('GET', '/v1/owners/me/export'), 'checkIns', 'agreed', 'textVersion'),
  ).toBe('1-de')
  const ended = answered(visit.house, 'DELETE', wish)
  await switches.uncheck()
  expect((await ended).status).toBe(200)
  expect(await agreed()).toBeNull()
  await page.close()
})
