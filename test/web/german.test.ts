/** A driver with a German phone comes by the link at a post, signs up, is given a card, and charges. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { operatorOf, plugged } from '../inbound/http/chargers/operator.ts'
import type { TestCharger } from '../inbound/ocpp/charger.ts'
import { openVisit, test, type Visit } from './browser.ts'
import { frameFaults } from './layout.ts'
import { screenshots, violations } from './look.ts'

let visit: Visit
let charger: TestCharger
let page: Page
beforeAll(async () => {
  visit = await openVisit({ locale: 'de-DE' })
  charger = await plugged(visit.house, 'MARKT-1', 'ocpp2.0.1')
  charger.answers('GetBaseReport', () => ({ status: 'NotSupported' }))
  charger.answers('TriggerMessage', () => ({ status: 'NotImplemented' }))
  const operator = operatorOf(visit.house)
  const site = { access: 'public', stationName: 'Marktplatz am alten Rathaus', post: 'A3' }
  await operator.patch('/v1/chargers/MARKT-1').send(site).expect(200)
  page = await visit.open('/chargers?c=MARKT-1')
})
afterAll(async () => {
  expect(visit.faults).toEqual([])
  await charger.close()
  await visit.close()
})

async function looksWell(name: string): Promise<void> {
  await screenshots(page, name)
  expect(await frameFaults(page)).toEqual([])
  expect(await violations(page)).toEqual([])
}

const tells = (connectorStatus: string, evseId = 1, connectorId = 1) =>
  charger.call('StatusNotification', {
    ...{ evseId, connectorId, connectorStatus },
    timestamp: new Date().toISOString(),
  })

test('his account keeps no language: each of his devices is spoken to as it is set', async () => {
  await page.getByRole('heading', { name: 'Laden an MARKT-1' }).waitFor()
  await looksWell('german-door')
  await page.getByLabel('E-Mail-Adresse').fill('hans@example.org')
  await page.getByLabel('Passwort', { exact: true }).fill('ein langer Satz')
  await page.getByRole('button', { name: 'Konto anlegen' }).click()
  await page.getByText('Keine Ihrer Karten lässt Sie gerade an MARKT-1 laden.').waitFor()
  expect(new URL(page.url()).search).toBe('?c=MARKT-1')
  await page.getByRole('region', { name: 'Ihre Adresse' }).waitFor()
  await page.getByText('hans@example.org', { exact: true }).waitFor()
  const me = await page.evaluate(async () => (await fetch('/v1/owners/me')).json())
  expect(me).toMatchObject({ email: 'hans@example.org', language: null })
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('de')
  await looksWell('german-none')
})

test('he sees two sockets of a post, of which one has two plugs, and starts at one', async () => {
  const operator = operatorOf(visit.house)
  await operator.put('/v1/tokens/04A22B33').send({ status: 'Accepted', owner: 'hans@example.org' })
  await charger.call('BootNotification', {
    ...{ reason: 'PowerUp', chargingStation: { model: 'M', vendorName: 'V' } },
  })
  await tells('Available')
  await tells('Occupied', 1, 2)
  await tells('Faulted', 2)
  charger.answers('RequestStartTransaction', () => ({ status: 'Accepted' }))
  await page.reload()
  await page.getByText('Kabel steckt').waitFor()
  expect(await page.getByText(/^Anschluss \d$/).allTextContents()).toEqual([
    ...['Anschluss 1', 'Anschluss 2'],
  ])
  await looksWell('german-chargers')
  await page.getByRole('button', { name: 'An Anschluss 1 starten' }).click()
  await page.getByText('Wartet auf die Ladesäule …').waitFor()
  const now = Date.now()
  const told = (eventType: string, seqNo: number, secondsAgo: number, wh: number) =>
    charger.call('TransactionEvent', {
      ...{ eventType, seqNo, triggerReason: 'RemoteStart' },
      timestamp: new Date(now - secondsAgo * 1000).toISOString(),
      transactionInfo: { transactionId: 'own-1', chargingState: 'Charging' },
      evse: { id: 1, connectorId: 2 },
      idToken: { idToken: '04A22B33', type: 'Central' },
      meterValue: [
        {
          timestamp: new Date(now - secondsAgo * 1000).toISOString(),
          sampledValue: [{ value: wh, measurand: 'Energy.Active.Import.Register' }],
        },
      ],
    })
  await told('Started', 0, 40, 120_400)
  await page.waitForURL(/\/chargings\//)
  await told('Updated', 1, 20, 120_900)
  await told('Updated', 2, 0, 121_700)
  // It tells no power: its energy is drawn.
  await page.getByText('Energie (kWh)').waitFor()
  await page.getByText('1,3 kWh').first().waitFor()
  await looksWell('german-now')
})
