/** What chargers are asked by themselves is bounded: how often, how much of it waits, and what is kept. */
import { afterAll, describe, expect, test } from 'vitest'
import type { Site } from '../../../inbound/ocpp/site.ts'
import { boot16, commandsTo, settingsOf, sites } from './asking.ts'

const HOUR = 3_600_000

let site: Site
let now = Date.parse('2026-11-21T08:00:00Z')
const all = sites(() => now)
let count = 0
/** The one that is looked at, another one in each test. */
let id: string
const open = async (env: Record<string, string> = {}) => {
  site = await all.open(env)
  id = `CP-${++count}`
}
afterAll(() => all.close())

/** Brings chargers what waits for them, until nothing does. */
const serve = () => site.service.chargers.sendCommands(now)
const asked = async () => (await commandsTo(site, id)).map(({ action }) => action)

const keys = (value: string) => ({
  configurationKey: [{ key: 'MeterValueSampleInterval', readonly: false, value }],
})

describe('a charger', () => {
  test('that starts and starts, each time another one, is asked six times in an hour', async () => {
    await open()
    const charger = await site.plug(id)
    now = Math.ceil(now / HOUR) * HOUR
    let questions = 0
    charger.answers('GetConfiguration', () => (questions++, keys('60')))
    for (let boots = 0; boots < 12; boots++) {
      await charger.call('BootNotification', { ...boot16, firmwareVersion: `${boots}` })
      await charger.call('BootNotification', { ...boot16, firmwareVersion: `${boots}b` })
      await serve()
      now += 60_000
    }
    expect(questions).toBe(6)
    now += HOUR
    await charger.call('BootNotification', { ...boot16, firmwareVersion: 'last' })
    await serve()
    expect(questions).toBe(7)
  })

  test('has one question waiting at most', async () => {
    await open()
    const charger = await site.plug(id)
    for (const firmwareVersion of ['1', '2', '3']) {
      await charger.call('BootNotification', { ...boot16, firmwareVersion })
      now += 61_000
    }
    expect(await asked()).toEqual(['GetConfiguration'])
    charger.answers('GetConfiguration', () => keys('60'))
    await serve()
    expect(await asked()).toEqual(['GetConfiguration'])
  })

  test('that tells very much has its answer cut once it was heard', async () => {
    await open()
    const charger = await site.plug(id)
    const many = Array.from({ length: 600 }, (_, i) => ({
      ...{ key: `Key${i}`, readonly: true, value: 'a'.repeat(20) },
    }))
    charger.answers('GetConfiguration', () => ({ configurationKey: many }))
    await charger.call('BootNotification', boot16)
    await serve()
    expect(await settingsOf(site, id)).toHaveLength(600)
    const ask = { action: 'GetConfiguration', payload: {} }
    const { response } = await site.asks('POST', `/v1/chargers/${id}/commands`, ask)
    expect(response, 'who asks has all').toEqual({ configurationKey: many })
    const cut = { result: { beginsWith: expect.any(String) as unknown, characters: 38_312 } }
    expect((await commandsTo(site, id)).map(({ answer }) => answer)).toEqual([cut, cut])
  })

  test('that takes a wish and is as it was after its restart is not set again', async () => {
    await open({ CHARGESHARE_OCPP_WISHES: 'MeterValueSampleInterval=30' })
    const charger = await site.plug(id)
    let told = '60'
    let sets = 0
    charger.answers('GetConfiguration', () => keys(told))
    charger.answers('ChangeConfiguration', () => (sets++, { status: 'RebootRequired' }))
    const boots = async (value: string, firmwareVersion = '1') => {
      told = value
      now += HOUR
      await charger.call('BootNotification', { ...boot16, firmwareVersion })
      await serve()
      return sets
    }
    expect(await boots('60')).toBe(1)
    expect(await boots('60')).toBe(1)
    expect(await boots('60')).toBe(1)
    expect(await boots('60', '2'), 'another firmware may').toBe(2)
    expect(await boots('30', '2'), 'it is as wished').toBe(2)
    expect(await boots('60', '2'), 'and then is not').toBe(3)
  })
})
