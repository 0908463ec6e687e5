/** Frames that are not as they should be: each gets its own answer, and nobody else is disturbed. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Protocol, TestCharger } from './charger.ts'
import { openSite, type Site } from './site.ts'

let now = Date.parse('2026-11-21T12:00:00Z')
let site: Site
let neighbour: TestCharger
let count = 0
beforeAll(async () => {
  site = await openSite({ clock: () => now })
  neighbour = await site.plug('NEIGHBOUR')
})
afterAll(() => site.close())

let here: { identity: string; charger: TestCharger }
const plug = async (protocol: Protocol) => {
  const identity = `CP${++count}`
  here = { identity, charger: await site.plug(identity, { protocol }) }
  return here.charger
}
beforeEach(() => plug('ocpp1.6'))
afterEach(async () => {
  expect(await neighbour.call('Heartbeat')).toBeTruthy()
  await here.charger.close()
})

/** What comes back before the answer to a heartbeat that follows. */
const answerTo = async (frame: string) => {
  const after = `after ${++count}`
  here.charger.sendRaw(frame)
  here.charger.sendRaw(`[2,"${after}","Heartbeat",{}]`)
  const [first, id, code] = await here.charger.next()
  if (id === after) return 'nothing'
  expect((await here.charger.next())[1]).toBe(after)
  return [first, id, code]
}

describe('what cannot be read', () => {
  const unreadable = [
    'no JSON',
    '[',
    '{}',
    'null',
    '3',
    '"text"',
    '[]',
    '[null]',
    '[2]',
    '[2,null,"Heartbeat",{}]',
    '[2,{},"Heartbeat",{}]',
    '[2,["1"],"Heartbeat",{}]',
    '[2,true,"Heartbeat",{}]',
    '{"__proto__":[2,"1","Heartbeat",{}]}',
  ]
  it.each(unreadable)('has no answer in 1.6: %s', async (frame) => {
    expect(await answerTo(frame)).toBe('nothing')
  })

  it.each(unreadable)('is told to have none in 2.x: %s', async (frame) => {
    await plug('ocpp2.0.1')
    expect(await answerTo(frame)).toEqual([4, '-1', 'RpcFrameworkError'])
  })

  it('is answered by its id where it has one', async () => {
    expect(await answerTo('[2,"7"]')).toEqual([4, '7', 'GenericError'])
    expect(await answerTo('[2,"7",null,{}]')).toEqual([4, '7', 'GenericError'])
    expect(await answerTo('["2","7","Heartbeat",{}]')).toEqual([4, '7', 'GenericError'])
    await plug('ocpp2.1')
    expect(await answerTo('[2,"7"]')).toEqual([4, '7', 'RpcFrameworkError'])
    expect(await answerTo('["2","7","Heartbeat",{}]')).toEqual([4, '7', 'RpcFrameworkError'])
  })

  it('is kept in the log all the same', async () => {
    await answerTo('no JSON\u0000at all')
    const entries = await site.log(here.identity)
    expect(entries).toContainEqual(
      expect.objectContaining({
        direction: 'in',
        error: 'unreadable',
        request: 'no JSON\u2400at all',
      }),
    )
  })

  it('is nothing at all where the frame is empty, as some send to keep a line alive', async () => {
    for (const frame of ['', ' ', '\n']) expect(await answerTo(frame)).toBe('nothing')
    expect(await site.log(here.identity, '?action=Heartbeat')).toHaveLength(3)
  })
})

describe('a kind of message', () => {
  it('that nobody knows is ignored in 1.6 and named in 2.x', async () => {
    for (const kind of [0, 1, 5, 6, 7, -2, 2.5]) {
      expect(await answerTo(`[${kind},"7","Heartbeat",{}]`)).toBe('nothing')
    }
    await plug('ocpp2.0.1')
    for (const kind of [0, 1, 5, 6, 7]) {
      expect(await answerTo(`[${kind},"7","Heartbeat",{}]`)).toEqual([
        4,
        '7',
        'MessageTypeNotSupported',
      ])
    }
  })

  it('that wants no answer gets none (SEND of 2.1)', async () => {
    await plug('ocpp2.1')
    expect(await answerTo('[6,"7","NotifyPeriodicEventStream",{"id":"no number"}]')).toBe('nothing')
    expect(await answerTo('[6,"7","Nonsense",{}]')).toBe('nothing')
  })

  it('that tells that an answer of ours was wrong is noted (CALLRESULTERROR of 2.1)', async () => {
    await plug('ocpp2.1')
    expect(await answerTo('[5,"7","FormatViolation","how odd",{}]')).toBe('nothing')
    expect(await site.log(here.identity)).toContainEqual(
      expect.objectContaining({ messageId: '7', error: 'FormatViolation' }),
    )
  })
})

describe('an answer that nobody waits for', () => {
  it.each(['[3,"7",{}]', '[4,"7","GenericError","",{}]', '[3,7]', '[4,"7"]', '[3,"",null]'])(
    'has no answer: %s',
    async (frame) => {
      expect(await answerTo(frame)).toBe('nothing')
      expect(await site.log(here.identity)).toContainEqual(
        expect.objectContaining({ direction: 'in', error: 'unasked' }),
      )
    },
  )
})

describe('an id', () => {
  const long = 'x'.repeat(5000)
  it.each([
    ['"1"', '1'],
    ['7', 7],
    ['-1', -1],
    ['1.50', 1.5],
    [`"${long}"`, long],
    ['""', ''],
    [String.raw`"a\"b\\\u00e9"`, 'a"b\\é'],
  ])('comes back as it was: %s', async (said, id) => {
    here.charger.sendRaw(`[2,${said},"Heartbeat",{}]`)
    expect((await here.charger.next())[1]).toEqual(id)
  })

  it('that is a long number keeps all its digits', async () => {
    const raw = new Promise<string>((resolve) => {
      here.charger.socket.once('message', (data) => resolve((data as Buffer).toString()))
    })
    here.charger.sendRaw('[2, 12345678901234567890 ,"Heartbeat",{}]')
    expect(await raw).toMatch(/^\[3,12345678901234567890,/)
  })

  it('may hold a NUL, which comes back, and is kept as a sign that every database takes', async () => {
    here.charger.sendRaw(String.raw`[2,"a\u0000b","Fly\u0000",{}]`)
    expect((await here.charger.next()).slice(0, 3)).toEqual([4, 'a\0b', 'NotImplemented'])
    here.charger.sendRaw(String.raw`[3,"\u0000",{}]`)
    expect(await here.charger.call('Heartbeat')).toBeTruthy()
    await expect
      .poll(async () => (await site.log(here.identity)).map((one) => one['messageId']))
      .toEqual(expect.arrayContaining(['a\u2400b', '\u2400']))
    const [entry] = await site.log(here.identity, '?action=Fly%E2%90%80')
    expect(entry).toMatchObject({ messageId: 'a\u2400b', error: 'NotImplemented' })
  })

  it('that should be another one is told to the operator', async () => {
    await answerTo('[2,7,"Heartbeat",{}]')
    await answerTo(`[2,"${long}","Heartbeat",{}]`)
    const entries = await site.log(here.identity, '?action=Heartbeat')
    const rules = entries.map(({ deviations }) => deviations)
    expect(rules).toContainEqual([{ rule: 'id-no-text', path: '', was: '7' }])
    expect(rules).toContainEqual([expect.objectContaining({ rule: 'id-too-long' })])
  })
})

describe('a payload', () => {
  it.each(['[2,"7","Heartbeat"]', '[2,"7","Heartbeat",null]', '[2,"7","Heartbeat",{},"more"]'])(
    'may be missing: %s',
    async (frame) => {
      expect(await answerTo(frame)).toEqual([3, '7', { currentTime: expect.any(String) }])
    },
  )

  it.each([
    ['ocpp1.6', '"text"', 'FormationViolation'],
    ['ocpp1.6', '[]', 'FormationViolation'],
    ['ocpp1.6', '5', 'FormationViolation'],
    ['ocpp2.0.1', 'true', 'FormatViolation'],
    ['ocpp1.6', '{}', 'OccurenceConstraintViolation'],
    ['ocpp2.0.1', '{}', 'OccurenceConstraintViolation'],
    ['ocpp2.1', '{}', 'OccurrenceConstraintViolation'],
    [
      'ocpp1.6',
      '{"connectorId":{},"errorCode":"NoError","status":"Available"}',
      'TypeConstraintViolation',
    ],
    [
      'ocpp1.6',
      '{"connectorId":1,"errorCode":"NoError","status":"Asleep"}',
      'PropertyConstraintViolation',
    ],
  ] as const)('that is wrong is named so in %s: %s', async (protocol, payload, code) => {
    await plug(protocol)
    expect(await answerTo(`[2,"7","StatusNotification",${payload}]`)).toEqual([4, '7', code])
  })

  it('is never sent back', async () => {
    const secret = 'the text of the payload '.repeat(500)
    here.charger.sendRaw(JSON.stringify([2, '7', 'BootNotification', { [secret]: secret }]))
    const answer = JSON.stringify(await here.charger.next())
    expect(answer).toMatch(/chargePoint/)
    expect(answer).not.toContain('the text')
    expect(answer.length).toBeLessThan(400)
  })

  it('that is nested deeper than anything is not walked through', async () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const deep = `${open.repeat(20_000)}1${close.repeat(20_000)}`
      const frame = `[2,"7","DataTransfer",{"vendorId":"x","data":${deep}}]`
      expect(await answerTo(frame)).toEqual([4, '7', 'GenericError'])
    }
  })

  it('with the names of JavaScript changes nothing but itself', async () => {
    const payload = '{"__proto__":{"idTag":"evil"},"constructor":{"prototype":{}},"toString":1}'
    const answer = await answerTo(`[2,"7","StartTransaction",${payload}]`)
    expect(answer).toEqual([3, '7', expect.any(Object)])
    expect(({} as { idTag?: string }).idTag).toBeUndefined()
  })

  it.each([
    ['an action that nobody has', 'Levitate', 'NotImplemented'],
    ['an action that is ours', 'RemoteStartTransaction', 'NotSupported'],
    ['a word of JavaScript', '__proto__', 'NotImplemented'],
    ['another word of it', 'constructor', 'NotImplemented'],
    ['nothing', '', 'NotImplemented'],
    ['a NUL', String.raw`\u0000`, 'NotImplemented'],
    ['much text', 'x'.repeat(10_000), 'NotImplemented'],
  ])('of %s is answered so', async (_, action, code) => {
    expect(await answerTo(`[2,"7","${action}",{}]`)).toEqual([4, '7', code])
  })
})

describe('a frame', () => {
  it('that is binary ends the line by 1003', async () => {
    here.charger.sendRaw(Buffer.from('[2,"1","Heartbeat",{}]'))
    expect(await here.charger.closed).toEqual({ code: 1003, reason: 'OCPP is text' })
  })

  it('that is longer than 256 KiB ends the line by 1009', async () => {
    here.charger.sendRaw(`[2,"1","DataTransfer",{"data":"${'x'.repeat(256 * 1024)}"}]`)
    expect((await here.charger.closed).code).toBe(1009)
  })

  it('that is no UTF-8 ends the line by 1007', async () => {
    here.charger.socket.send(Buffer.from([0xff, 0xfe]), { binary: false })
    expect((await here.charger.closed).code).toBe(1007)
  })

  it('that breaks the rules of WebSocket ends the line by 1002', async () => {
    const { _socket } = here.charger.socket as unknown as { _socket: NodeJS.WritableStream }
    _socket.write(Buffer.from([0xf1, 0x80, 0, 0, 0, 0]))
    expect((await here.charger.closed).code).toBe(1002)
  })

  it('that says nothing ends the line by 1008 when there are a hundred of them', async () => {
    for (let i = 0; i < 100; i++) here.charger.sendRaw('no JSON')
    expect((await here.charger.closed).code).toBe(1008)
  })
})

describe('a flood of calls', () => {
  it('is read no faster than it is answered, and all of it is answered in order', async () => {
    for (let i = 0; i < 300; i++) here.charger.sendRaw(`[2,"${i}","Heartbeat",{}]`)
    expect(await neighbour.call('Heartbeat')).toBeTruthy()
    for (let i = 0; i < 300; i++) expect((await here.charger.next())[1]).toBe(String(i))
  })

  it('that does not end is ended by 1008', async () => {
    let then = Date.parse('2026-11-21T12:00:00Z')
    const house = await openSite({ clock: () => then })
    const charger = await house.plug('FLOOD')
    for (let i = 0; i < 20_000; i++) charger.sendRaw('[2,"1","Heartbeat",{}]')
    await charger.next()
    then += 30_000
    await house.ocpp.tick(then)
    await charger.next()
    then += 31_000
    await house.ocpp.tick(then)
    expect(await charger.closed).toEqual({ code: 1008, reason: 'too many calls at once' })
    await house.close()
  })
})
