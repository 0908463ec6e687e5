/** The garage: what cars said last, who listens, and how many of them a car is told of. */
import { beforeEach, describe, expect, test } from 'vitest'
import { type Garage, type Link, openGarage } from '../../../src/inbound/ovms/garage.ts'

/** Somebody who writes down what he hears. */
function visitor(): Link & { heard: string[]; isEnded: boolean } {
  const heard: string[] = []
  const link = { heard, isEnded: false, say: (message: string) => void heard.push(message) }
  return Object.assign(link, { end: () => void (link.isEnded = true) })
}

let now = 0
let garage: Garage

beforeEach(() => {
  now = Date.parse('2026-05-20T08:00:00Z')
  garage = openGarage(() => now)
})

describe('a car', () => {
  test('is told how many listen, each time that changes', () => {
    const [car, app] = [visitor(), visitor()]
    garage.arrive('demo', car)
    const leave = garage.listen('demo', app, 'app')
    garage.visit('demo', 'guest', 60_000)
    garage.visit('demo', 'guest', 60_000)
    garage.leave('demo', 'guest')
    leave()
    expect(car.heard).toEqual(['Z0', 'Z1', 'Z2', 'Z1', 'Z0'])
  })

  test('is not told of batch clients', () => {
    const car = visitor()
    garage.arrive('demo', car)
    garage.listen('demo', visitor(), 'batch')
    expect(car.heard).toEqual(['Z0'])
    expect(garage.glance('demo')).toMatchObject({ apps: 0, batches: 1 })
  })

  test('is told when a guest has stayed away for long', () => {
    const car = visitor()
    garage.visit('demo', 'guest', 60_000)
    garage.arrive('demo', car)
    now += 60_000
    garage.sweep(0)
    expect(car.heard).toEqual(['Z1', 'Z0'])
  })

  test('that comes a second time ends its former line, and apps see it go and come', () => {
    const [first, second, app] = [visitor(), visitor(), visitor()]
    const leave = garage.arrive('demo', first)
    garage.listen('demo', app, 'app')
    garage.arrive('demo', second)
    leave()
    expect(first.isEnded).toBe(true)
    expect(second.heard).toEqual(['Z1'])
    expect(app.heard).toEqual(['Z0', 'Z1'])
    expect(garage.glance('demo').isConnected).toBe(true)
  })

  test('that charges is attended to, and told so anew when it comes again', () => {
    const [car, again] = [visitor(), visitor()]
    garage.arrive('demo', car)
    garage.attend('demo', true)
    garage.attend('demo', true)
    expect(car.heard).toEqual(['Z0', 'Z1'])
    garage.arrive('demo', again)
    expect(again.heard).toEqual(['Z0', 'Z1'])
    expect(garage.attended()).toEqual(['demo'])
    garage.attend('demo', false)
    expect(again.heard).toEqual(['Z0', 'Z1', 'Z0'])
  })

  test('is attended to since the last reason for it', () => {
    garage.attend('demo', true)
    now += 1000
    expect(garage.attended(now - 1000)).toEqual(['demo'])
    garage.attend('demo', true)
    expect(garage.attended(now - 1000)).toEqual([])
  })

  test('that is gone is forgotten in the end, one that somebody waits for is not', () => {
    for (const id of ['gone', 'awaited', 'charging']) garage.hear(id, 'S', '80')
    garage.listen('awaited', visitor(), 'app')
    garage.attend('charging', true)
    garage.sweep(now)
    expect(garage.glance('gone').messages.size).toBe(1)
    garage.sweep(now + 1)
    const known = ['gone', 'awaited', 'charging'].map((id) => garage.glance(id).messages.size)
    expect(known).toEqual([0, 1, 1])
  })
})

describe('what a car says', () => {
  test('is passed on as it is, and remembered, the last word of each code', () => {
    const app = visitor()
    garage.listen('demo', app, 'app')
    for (const soc of ['80', '81']) garage.hear('demo', 'S', soc)
    expect(app.heard).toEqual(['S80', 'T0', 'S81', 'T0'])
    expect(garage.glance('demo')).toMatchObject({ heardAt: now, isConnected: false })
    expect([...garage.glance('demo').messages]).toEqual([['S', { data: '81', at: now }]])
  })

  test('is recalled with F and S first, then by letter', () => {
    for (const code of ['Y', 'D', 'S', 'W', 'L', 'F']) garage.hear('demo', code, '1')
    expect(garage.recall('demo')).toEqual(['Z0', 'F1', 'S1', 'D1', 'L1', 'W1', 'Y1'])
    expect(garage.recall('nobody')).toEqual(['Z0'])
  })

  test('in a notification is passed on and forgotten', () => {
    const app = visitor()
    garage.listen('demo', app, 'app')
    garage.hear('demo', 'P', 'Ihello')
    expect(app.heard).toEqual(['PIhello'])
    expect(garage.recall('demo')).toEqual(['Z0'])
  })

  test.each(['A', 'a', 'c', 'C', 'h', 'H', 'g', 'G', 'p', 'EMh'])(
    'with code %s is not for its apps',
    (code) => {
      const app = visitor()
      garage.listen('demo', app, 'app')
      garage.hear('demo', code[0]!, `${code.slice(1)}1,2`)
      expect([app.heard, garage.recall('demo')]).toEqual([[], ['Z0']])
    },
  )

  test('too long, or under too many codes, is passed on but not remembered', () => {
    const app = visitor()
    garage.listen('demo', app, 'app')
    const long = 'x'.repeat(4097)
    garage.hear('demo', 'Q', long)
    for (let i = 0; i < 100; i++) garage.hear('demo', String.fromCharCode(0x100 + i), '1')
    expect(app.heard).toContain(`Q${long}`)
    expect(garage.glance('demo').messages.has('Q')).toBe(false)
    expect(garage.glance('demo').messages.size).toBe(32)
  })
})

describe('a paranoid car', () => {
  beforeEach(() => {
    garage.hear('demo', 'E', 'Ttoken')
    garage.hear('demo', 'E', 'MShidden')
    garage.hear('demo', 'E', 'MLsecret')
  })

  test('is recalled with its token before all that needs it', () => {
    garage.hear('demo', 'F', '3.3')
    expect(garage.recall('demo')).toEqual(['Z0', 'F3.3', 'ETtoken', 'EMShidden', 'EMLsecret'])
    expect(garage.glance('demo').isParanoid).toBe(true)
  })

  test('that takes another token is forgotten, with the same token not', () => {
    garage.hear('demo', 'E', 'Ttoken')
    expect(garage.recall('demo')).toHaveLength(4)
    garage.hear('demo', 'E', 'Tother')
    expect(garage.recall('demo')).toEqual(['Z0'])
  })

  test('is paranoid no more once it speaks in clear', () => {
    garage.hear('demo', 'L', '1,2')
    expect(garage.recall('demo')).toEqual(['Z0', 'L1,2'])
    expect(garage.glance('demo').isParanoid).toBe(false)
  })
})

describe('a command', () => {
  const [car, one, two] = [visitor(), visitor(), visitor()]

  beforeEach(() => {
    for (const { heard } of [car, one, two]) heard.length = 0
    garage.arrive('demo', car)
    garage.listen('demo', one, 'app')
    garage.listen('demo', two, 'batch')
  })

  test('goes to the car, and its answer to the app that asked', () => {
    expect(garage.ask('demo', 'C7,stat', one)).toBe(true)
    garage.reply('demo', 'c7,0,Not charging')
    expect(car.heard.at(-1)).toBe('C7,stat')
    expect([one.heard, two.heard]).toEqual([['c7,0,Not charging'], []])
  })

  test('to a car that is not here is dropped', () => {
    expect(garage.ask('other', 'C7,stat', one)).toBe(false)
  })

  test('of several is answered by its number, in the order of asking', () => {
    garage.ask('demo', 'C7,a', one)
    garage.ask('demo', 'C7,b', two)
    garage.ask('demo', 'C11', one)
    for (const answer of ['c11,0', 'c7,0,a', 'c7,0,b']) garage.reply('demo', answer)
    expect([one.heard, two.heard]).toEqual([['c11,0', 'c7,0,a'], ['c7,0,b']])
  })

  test('for features is answered in lines, up to the last', () => {
    garage.ask('demo', 'C1', one)
    for (const line of ['c1,0,0,3,x', 'c1,0,1,3,y', 'c1,0,2,3,z']) garage.reply('demo', line)
    garage.reply('demo', 'c1,0,0,3,to all')
    expect(one.heard).toHaveLength(4)
    expect(two.heard).toEqual(['c1,0,0,3,to all'])
  })

  test('that fails for features is answered once', () => {
    garage.ask('demo', 'C3', one)
    garage.ask('demo', 'C3', two)
    for (const result of ['c3,1', 'c3,2']) garage.reply('demo', result)
    expect([one.heard, two.heard]).toEqual([['c3,1'], ['c3,2']])
  })

  test('of an app that has left is answered to nobody', () => {
    const gone = visitor()
    garage.listen('demo', gone, 'app')()
    garage.ask('demo', 'C7,stat', gone)
    garage.reply('demo', 'c7,0,secret')
    expect([one.heard, two.heard, gone.heard]).toEqual([[], [], []])
  })

  test('that is enciphered is answered in order', () => {
    garage.ask('demo', 'EMCsecret', two)
    garage.reply('demo', 'EMcanswer')
    expect(two.heard).toEqual(['EMcanswer'])
  })

  test('never answered is forgotten after 64 others, and when the car comes again', () => {
    for (let i = 0; i < 65; i++) garage.ask('demo', `C${i}`, one)
    garage.reply('demo', 'c0,0')
    expect(one.heard).toEqual([])
    garage.arrive('demo', visitor())
    garage.reply('demo', 'c64,0')
    expect(two.heard).toEqual(['Z0', 'Z1', 'c64,0'])
  })
})
