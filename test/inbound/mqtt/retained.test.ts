/** The last words of topics are kept within bounds, for a day, each in its own realm. */
import { beforeEach, describe, expect, test } from 'vitest'
import { openRetained, type Retained } from '../../../src/inbound/mqtt/retained.ts'
import { topicOf } from '../../../src/inbound/mqtt/topics.ts'

let now = 0
let retained: Retained
beforeEach(() => {
  now = 0
  retained = openRetained(() => now)
})

function keep(realm: string, topic: string, payload: string): void {
  retained.keep(realm, topicOf(topic)!, Buffer.from(payload), 0)
}
function asked(realm: string, filter: string): [string, string][] {
  return [...retained.asked(realm, filter)].map(({ topic, payload }) => [topic, payload.toString()])
}

describe('what is kept', () => {
  test('is the last word of each topic', () => {
    keep('jimbo', 'ovms/u/DEMO/metric/a', '1')
    keep('jimbo', 'ovms/u/DEMO/metric/b', 'ü')
    keep('jimbo', 'ovms/u/DEMO/metric/a', '2')
    expect(asked('jimbo', 'ovms/#')).toEqual([
      ['ovms/u/DEMO/metric/a', '2'],
      ['ovms/u/DEMO/metric/b', 'ü'],
    ])
    expect(asked('jimbo', 'ovms/u/+/metric/a')).toEqual([['ovms/u/DEMO/metric/a', '2']])
    expect(asked('jimbo', 'ovms/u/DEMO/metric/a')).toEqual([['ovms/u/DEMO/metric/a', '2']])
    expect(asked('jimbo', 'ovms/v/#')).toEqual([])
  })

  test('is of its realm alone', () => {
    keep('jimbo', 'ovms/u/DEMO/metric/a', '1')
    expect(asked('anna', 'ovms/#')).toEqual([])
  })

  test('is taken back by an empty word, and takes no room then', () => {
    keep('jimbo', 'ovms/u/DEMO/metric/a', '1')
    const size = retained.size()
    keep('jimbo', 'ovms/u/DEMO/metric/a', '12')
    expect(retained.size()).toBe(size + 1)
    keep('jimbo', 'ovms/u/DEMO/metric/a', '')
    expect(asked('jimbo', 'ovms/#')).toEqual([])
    expect(retained.size()).toBe(0)
  })

  test('is no long word, and no older one in its place', () => {
    keep('jimbo', 'ovms/u/DEMO/metric/a', 'x'.repeat(2048))
    expect(asked('jimbo', 'ovms/#')).toHaveLength(1)
    keep('jimbo', 'ovms/u/DEMO/metric/a', 'x'.repeat(2049))
    expect(asked('jimbo', 'ovms/#')).toEqual([])
  })

  test('are 1,500 words of a vehicle, however it is written', () => {
    for (let i = 0; i < 800; i++) keep('jimbo', `ovms/u/DEMO/metric/${i}`, '1')
    for (let i = 0; i < 800; i++) keep('jimbo', `ovms/v/demo/metric/${i}`, '1')
    expect(asked('jimbo', 'ovms/#')).toHaveLength(1500)
    keep('jimbo', 'ovms/u/DEMO/metric/0', '2')
    expect(asked('jimbo', 'ovms/u/DEMO/metric/0')).toEqual([['ovms/u/DEMO/metric/0', '2']])
    keep('jimbo', 'ovms/u/OTHER/metric/0', '1')
    expect(asked('jimbo', 'ovms/u/OTHER/#')).toHaveLength(1)
  })
})

test('a vehicle that was not heard of is forgotten', () => {
  keep('jimbo', 'ovms/u/DEMO/metric/a', '1')
  now = 1000
  keep('jimbo', 'ovms/u/OTHER/metric/a', '1')
  retained.sweep(1000)
  expect(asked('jimbo', 'ovms/#')).toEqual([['ovms/u/OTHER/metric/a', '1']])
  retained.sweep(1001)
  expect(asked('jimbo', 'ovms/#')).toEqual([])
  expect(retained.size()).toBe(0)
})
