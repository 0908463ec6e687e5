/** A charger that has no good certificate any more comes back by a new password, by one button. */
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { connect } from '../inbound/ocpp/charger.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { openYard } from './yard.ts'

let visit: Visit
beforeAll(async () => {
  visit = await openVisit()
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await visit.close()
})

describe('a charger that must come by a certificate', () => {
  test('and has none is let in by a new password', async () => {
    const { asks } = openYard(visit.house)
    await asks('POST', '/v1/chargers', { identity: 'CP-1', profile: 3 })
    const page = await visit.open('/operator')
    await page.getByLabel('Operator token').fill(visit.house.secrets.operatorToken)
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: /CP-1/ }).first().click()
    await page.getByRole('radio', { name: 'Settings' }).check({ force: true })
    await page.getByRole('button', { name: 'Let it come by a password' }).click()
    await page.getByText('Let it come by a new password?').waitFor()
    await page.getByRole('button', { name: 'Let it come by a password' }).last().click()
    const password = (await page.locator('.keeping pre').textContent()) ?? ''
    const headers = { 'x-forwarded-proto': 'https' }
    const charger = await connect(visit.house, 'CP-1', { password, headers })
    expect(await asks('GET', '/v1/chargers/CP-1')).toMatchObject({ profile: 2 })
    await charger.close()
  })
})
