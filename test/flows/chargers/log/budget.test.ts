/** One charger that floods the log fills no disk, and no other charger loses anything by it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventRoom, fitting } from '../../../../src/flows/chargers/log/budget.ts'
import type { LogEntry } from '../../../../src/flows/tables.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import { aStation } from '../station.ts'

const DAY_MS = 86_400_000
const entry = (told: Partial<LogEntry> = {}): LogEntry => ({
  ...{ id: '1', charger: 'A', at: 0, direction: 'in', version: '1.6', action: 'DataTransfer' },
  ...{ message: 'm', request: 'x'.repeat(60), answer: 'y'.repeat(40), error: null, ms: 1 },
  deviations: [{ rule: 'empty', path: '/a', was: '' }],
  ...told,
})

describe('a charger that says too much on one day', () => {
  test('has its frames counted and not kept; on the next day they are kept again', () => {
    const fit = fitting(150)
    expect(fit(entry())).toEqual(entry())
    expect(fit(entry())).toEqual(entry())
    expect(fit(entry())).toMatchObject({
      request: '(60 characters)',
      answer: '(40 characters)',
      deviations: [{ rule: 'empty' }, { rule: 'log-full' }],
    })
    expect(fit(entry({ answer: null }))).toMatchObject({ answer: null })
    expect(fit(entry({ charger: 'B' }))).toEqual(entry({ charger: 'B' }))
    expect(fit(entry({ at: DAY_MS }))).toEqual(entry({ at: DAY_MS }))
  })

  test('has its transactions kept whole, unless they are none', () => {
    const fit = fitting(0)
    const stop = entry({ action: 'StopTransaction', request: 'z'.repeat(100_000) })
    expect(fit(stop)).toEqual(stop)
    const refused = entry({ action: 'MeterValues', error: 'FormationViolation' })
    expect(fit(refused)).toMatchObject({ request: '(60 characters)' })
  })

  test('loses nothing to what a backend answers, which is cut and counted by itself', () => {
    const fit = fitting(20_000)
    const answer = 'z'.repeat(250_000)
    const told = { direction: 'out', message: 'upstream:b', action: 'MeterValues', answer } as const
    const first = fit(entry(told)).answer!
    expect(first.length).toBeLessThan(17_000)
    expect(first).not.toBe(answer)
    fit(entry(told))
    expect(fit(entry(told)).answer, 'its room is spent').toBe('(250000 characters)')
    expect(fit(entry()), 'and that of the charger is not').toEqual(entry())
    expect(fit(entry({ ...told, direction: 'in' })).answer, 'whoever calls himself so').toBe(answer)
  })
})

test('what happens at a charger has its own room each day, and its rows count too', () => {
  const room = eventRoom(1000)
  const taken = [400, 0, 400, 1].map((length) => room('A', 0, length))
  expect(taken).toEqual([true, true, true, false])
  expect(room('B', 0, 1)).toBe(true)
  expect(room('A', DAY_MS, 1)).toBe(true)
})

describe('in a house', () => {
  let house: TestHouse
  beforeAll(async () => {
    house = await openTestHouse({ timer: false })
  })
  afterAll(() => house.close())

  const logOf = (charger: string) =>
    house.world.store.read.ocppLog.of(charger, { after: null, limit: 10 })

  test('a charger that tells of too much has the rest counted, and is answered as before', async () => {
    const { id, says } = await aStation(house, '1.6')
    const info = { vendorId: 'x', data: 'y'.repeat(1900) }
    for (let i = 0; i < 520; i++) await says('DataTransfer', info)
    expect(await says('DataTransfer', info)).toEqual({ status: 'UnknownVendorId' })
    const page = { after: null, limit: 1000 }
    const { length } = await house.service.chargers.listEvents(id, page)
    expect(length).toBeLessThan(520)
    const { deviations } = await house.service.chargers.show(id)
    const dropped = expect.objectContaining({ rule: 'events-full', count: 521 - length }) as object
    expect(deviations).toEqual([dropped])
    expect((await logOf(id))[0]!.deviations).toEqual([{ rule: 'events-full', path: '', was: '' }])
  })

  test('a long frame is cut in the log, whether it is a call or none', async () => {
    const { id, says } = await aStation(house, '1.6')
    const data = 'z'.repeat(200_000)
    house.service.chargers.note(entry({ charger: id, request: data, message: data }))
    await says('DataTransfer', { vendorId: 'x', data })
    await expect.poll(() => logOf(id)).toHaveLength(2)
    for (const { request, message } of await logOf(id)) {
      expect(request).toMatch(/z…" \(\d{6} more characters\)$/)
      expect(request.length).toBeLessThan(17_000)
      expect(message!.length).toBeLessThan(300)
    }
  })
})
