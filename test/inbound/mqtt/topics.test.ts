/** Topics and filters are taken apart at their slashes, and nothing else is taken for one. */
import { describe, expect, test } from 'vitest'
import { filterOf, isAsked, subjectOf, topicOf } from '../../../src/inbound/mqtt/topics.ts'

test('a topic names account and vehicle as the module writes them', () => {
  expect(topicOf('ovms/jimbo/Demo-1/metric/v/b/soc')).toEqual({
    account: 'jimbo',
    vehicle: 'Demo-1',
    prefix: 'ovms/jimbo/Demo-1/',
    rest: 'metric/v/b/soc',
  })
})

test.each([
  '',
  'ovms',
  'ovms/',
  'ovms/jimbo',
  'ovms/jimbo/DEMO',
  '$SYS/broker',
  'OVMS/a/b/c',
  '/ovms/a/b/c',
])('%j is no topic of a vehicle', (topic) => {
  expect(topicOf(topic)).toBeNull()
})

test.each([
  ['ovms/jimbo/DEMO/#', { account: 'jimbo', vehicle: 'DEMO' }],
  ['ovms/jimbo/DEMO/client/+/active', { account: 'jimbo', vehicle: 'DEMO' }],
  ['ovms/+/DEMO/metric/#', { account: null, vehicle: 'DEMO' }],
  ['ovms/jimbo/+/metric/#', { account: 'jimbo', vehicle: null }],
  ['ovms/jimbo/#', { account: 'jimbo', vehicle: null }],
  ['ovms/+/#', { account: null, vehicle: null }],
  ['ovms/#', { account: null, vehicle: null }],
])('%s asks for vehicles', (filter, asked) => {
  expect(filterOf(filter)).toEqual(asked)
})

test.each(['#', '+/jimbo/DEMO/#', '$SYS/#', '$share/g/ovms/jimbo/DEMO/#', 'ovms', 'ovms/+', ''])(
  '%j asks for more, or for nothing',
  (filter) => {
    expect(filterOf(filter)).toBeNull()
  },
)

describe('a filter', () => {
  const asks = (filter: string, topic: string) => isAsked(filter.split('/'), topic.split('/'))

  test.each([
    ['a/#', 'a/b/c'],
    ['a/#', 'a'],
    ['a/+/c', 'a/b/c'],
    ['+/+', 'a/b'],
    ['#', 'a/b'],
    ['a/b', 'a/b'],
    ['a/+', 'a/'],
  ])('%s asks for %s', (filter, topic) => {
    expect(asks(filter, topic)).toBe(true)
  })

  test.each([
    ['a/+', 'a'],
    ['a/+', 'a/b/c'],
    ['a/b', 'a/b/c'],
    ['a/b/c', 'a/b'],
    ['a/b', 'a/c'],
    ['+', 'a/b'],
  ])('%s does not ask for %s', (filter, topic) => {
    expect(asks(filter, topic)).toBe(false)
  })
})

test.each([
  ['metric/v/b/soc', { kind: 'metric', name: 'v/b/soc' }],
  ['notify/info/charge/started', { kind: 'notice', letter: 'I' }],
  ['notify/alert/charge/stopped', { kind: 'notice', letter: 'A' }],
  ['notify/error/motor', { kind: 'notice', letter: 'E' }],
  ['notify/data/log/grid/101/-5', { kind: 'data', since: '-5' }],
  ['notify/constructor/x', { kind: 'other' }],
  ['client/chargeshare/response/7', { kind: 'response', command: '7' }],
  ['client/app/response/7', { kind: 'other' }],
  ['event/vehicle/charge/start', { kind: 'other' }],
  ['event', { kind: 'other' }],
])('%s is told apart', (rest, subject) => {
  expect(subjectOf(rest)).toEqual(subject)
})
