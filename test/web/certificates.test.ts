/** The operator sees why a charger has no certificate, until when it has one, and takes it back. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { connect, type TestCharger } from '../inbound/ocpp/charger.ts'
import { signingFolder } from '../inbound/ocpp/signing.ts'
import { requestFor } from '../csr.ts'
import { text } from '../people.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { violations } from './look.ts'
import { openYard } from './yard.ts'

let made: Awaited<ReturnType<typeof signingFolder>>
let visit: Visit
let page: Page
let charger: TestCharger

const said = (words: string | RegExp) => page.getByText(words).first().waitFor()

beforeAll(async () => {
  made = await signingFolder()
  visit = await openVisit({ env: made.env, overrides: { freePorts: true } })
  const { asks } = openYard(visit.house)
  const added = await asks('POST', '/v1/chargers', { identity: 'CP-1', profile: 1 })
  const headers = { 'x-forwarded-proto': 'https' }
  charger = await connect(visit.house, 'CP-1', { password: text(added, 'password'), headers })
  charger.answers('TriggerMessage', () => ({ status: 'Accepted' }))
  page = await visit.open('/operator')
  await page.getByLabel('Operator token').fill(visit.house.secrets.operatorToken)
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: /CP-1/ }).first().click()
  await page.getByRole('radio', { name: 'Settings' }).check({ force: true })
})
afterAll(async () => {
  await charger.close()
  expect(visit.faults).toEqual([])
  await visit.close()
  made.remove()
})

describe('a certificate', () => {
  test('needs TLS, and where that is served is told', async () => {
    const over = page.getByRole('region', { name: 'Address, over TLS' })
    expect(await over.textContent()).toBe(`wss://127.0.0.1:${visit.house.httpsPort}/ocpp/CP-1`)
    await said('It must come over TLS for that: by the address that begins with wss://.')
    await page.getByText('The charger asks for its identity apart').click()
    const identity = page.getByRole('region', { name: 'Identity', exact: true })
    expect(await identity.textContent()).toBe('CP-1')
  })

  test('that is not signed is told of with its reason', async () => {
    await said('It has none. Once it comes by one, a password alone does no more.')
    const { csr } = await requestFor(['CP-2'])
    await charger.call('SignCertificate', { csr })
    await said(/Not signed.*its common name \(CN\) must be the charger's identity CP-1/)
  })

  test('is asked for, signed, brought, and revoked', async () => {
    charger.answers('ExtendedTriggerMessage', () => ({ status: 'Accepted' }))
    charger.answers('CertificateSigned', () => ({ status: 'Accepted' }))
    await page.getByRole('button', { name: 'Ask for a certificate' }).click()
    await said('It said yes: it will ask for one.')
    await said(/Nothing has come from it yet\. Asked/)
    const { csr } = await requestFor(['CP-1'])
    await charger.call('SignCertificate', { csr })
    await said(/^Valid until /)
    await said('Installed, not used yet')
    await page.getByText(/Nothing has come/).waitFor({ state: 'detached' })
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Revoke', exact: true }).click()
    await said('Revoke this certificate?')
    await page.getByRole('button', { name: 'Revoke', exact: true }).last().click()
    await page.getByText('Revoked', { exact: true }).waitFor()
    expect(await charger.closed).toMatchObject({ code: 1008 })
  })
})
