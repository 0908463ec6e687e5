/** The messages that v2 apps see of a car that speaks MQTT alone: those that its module would have sent over v2. */
import { describe, expect, test } from 'vitest'
import { type Code, lineOf, shownIn } from '../../../src/inbound/mqtt/lines.ts'
import { scenarios } from '../../scenarios.ts'

const METRIC = 'ovms/jimbo/ROADRUNNER/metric/'
/** A bit of the doors that the firmware does not set, and the second of an end that it rounds. */
const NOISE = 32
const ROUNDING_S = 64

/** A module that was started anew has forgotten its state, which it can say over v2 alone. */
const FORGOTTEN = 'module_reboot_mid_charge at 960'

/** Each message of a recorded module, with all that it had said over MQTT by then. */
function* recorded() {
  for (const { name, frames } of scenarios.filter(({ frames }) => frames[0]?.mqtt?.length)) {
    const said = new Map<string, string>()
    for (const { t, v2 = [], mqtt = [] } of frames) {
      for (const { topic, payload } of mqtt) {
        if (topic.startsWith(METRIC)) said.set(topic.slice(METRIC.length), payload)
      }
      for (const message of v2.map((line) => line.replace('MP-0 ', ''))) {
        yield { when: `${name} at ${t}`, message, said }
      }
    }
  }
}

/** Without what no reader may rely on. */
function fieldsOf(code: Code, data: string): string[] {
  const fields = data.split(',')
  if (code === 'D') fields[0] = String(Number(fields[0]) & ~NOISE)
  return fields
}

describe.each(['S', 'D', 'L'] as const)('%s', (code) => {
  test('reads as modules write it', () => {
    let count = 0
    for (const { when, message, said } of recorded()) {
      if (!message.startsWith(code) || when === FORGOTTEN) continue
      const told = fieldsOf(code, message.slice(1))
      const ours = fieldsOf(code, lineOf(code, said))
      expect(ours, when).toHaveLength(told.length)
      const apart = Math.abs(Number(told[41] ?? 0) - Number(ours[41] ?? 0))
      expect(apart).toBeLessThanOrEqual(ROUNDING_S)
      expect(ours.slice(0, 41), `${when}: ${message}`).toEqual(told.slice(0, 41))
      count++
    }
    expect(count).toBeGreaterThan(5)
  })
})

test('F tells firmware, car and network', () => {
  const said = new Map([
    ['m/version', '3.3.004/ota_0/main (build idf v3.3.4)'],
    ['v/vin', 'VF1AG000000000000'],
    ['m/net/sq', '-71'],
    ['v/type', 'RZ2'],
    ['m/net/provider', 'Hologram'],
  ])
  expect(lineOf('F', said)).toBe(
    '3.3.004/ota_0/main (build idf v3.3.4),VF1AG000000000000,21,1,RZ2,Hologram,-1,-1,,',
  )
})

test('a car that has said nothing reads like a module that knows nothing', () => {
  expect(lineOf('S', new Map()).split(',')).toHaveLength(42)
  expect(lineOf('S', new Map())).toMatch(/^0\.0,K,0,0\.00,stopped,standard,/)
  expect(lineOf('L', new Map())).toMatch(/^0,0,0\.0,0\.0,0,0,/)
})

test('no text breaks a line or a field', () => {
  const said = new Map([
    ['v/c/state', 'a,b\r\nc'],
    ['v/c/substate', 'constructor'],
    ['v/b/soc', 'nonsense'],
  ])
  expect(lineOf('S', said)).toMatch(/^0\.0,K,0,0\.00,a;b c,standard,0,0,0,0,0,0,0,21,/)
})

test('it is known which messages a metric shows in', () => {
  expect(shownIn('v/b/power')).toEqual(['S', 'L'])
  expect(shownIn('v/c/charging')).toEqual(['S', 'D'])
  expect(shownIn('xrz/v/speed')).toEqual([])
})
