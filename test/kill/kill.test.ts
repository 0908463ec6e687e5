/** Kills a server in the middle of its work; `npm run kill` does so a thousand times. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { build } from '../child.ts'
import { harms, type Remains } from './judge.ts'
import { remainsIn } from './remains.ts'
import { besiege, type Chronicle, type Event } from './siege.ts'

describe('a server that is killed again and again under load', () => {
  const data = mkdtempSync(join(tmpdir(), 'chargeshare-kill-'))
  let chronicle: Chronicle
  let remains: Remains

  beforeAll(async () => {
    await build()
    // Kills are counted, not timed: a slow machine takes longer, and is killed as often.
    const untilMs = Infinity
    chronicle = await besiege({ data, kills: 5, messages: 2000, untilMs, chance: Math.random })
    remains = await remainsIn(join(data, 'chargeshare.db'))
  })
  afterAll(() => rmSync(data, { recursive: true, force: true }))

  test('was killed and went on working', () => {
    expect(chronicle.kills).toBeGreaterThanOrEqual(5)
    expect(chronicle.told.length).toBeGreaterThanOrEqual(2000)
    expect(chronicle.pulled.length).toBeGreaterThan(1500)
  })

  test('has lost nothing it acknowledged, and told partners every event once', () => {
    expect(harms(chronicle, remains)).toEqual([])
  })
})

describe('the judge of a siege', () => {
  const event = (id: string, revision: number): Event => {
    return { cursor: `${id}${revision}`, type: 'charge.updated', session: { id, revision } }
  }
  const events = [event('a', 1), event('b', 1), event('a', 2)]
  const told = [{ vehicle: 'car', id: 'm-1', session: 's' }]
  const chronicle: Chronicle = {
    ...{ kills: 1, told, forgotten: [], exitCode: 0 },
    ...{ pulled: events, pushed: [events[0]!, ...events] },
  }
  const feed = events.map(({ session }) => ({ session: session.id, revision: session.revision }))
  const remains: Remains = { messages: told, feed, journal: 'wal', synchronous: 2 }

  test('finds no harm where there is none, even if something was pushed twice', () => {
    expect(harms(chronicle, remains)).toEqual([])
  })

  test.each<[string, Partial<Chronicle>, Partial<Remains>]>([
    ['1 acknowledged messages are lost: m-1', {}, { messages: [] }],
    ['1 were new when told again: m-1', { forgotten: told }, {}],
    ['what was pulled is not the feed', { pulled: [...events, events[2]!] }, {}],
    ['what was pushed is not what was pulled', { pushed: events.slice(1) }, {}],
    [
      'pull and push end in different states',
      { pushed: [events[2]!, ...events.slice(0, 2), event('a', 1)] },
      {},
    ],
    ['session a has revision 2, not 3', {}, { feed: [...feed, feed[2]!] }],
    ['session b has revision 3, not 2', {}, { feed: [...feed, { session: 'b', revision: 3 }] }],
    ['the journal is delete, not wal', {}, { journal: 'delete' }],
    ['synchronous is 1, not 2 (full)', {}, { synchronous: 1 }],
    ['the last server ended with 1 when it was asked to stop', { exitCode: 1 }, {}],
  ])('names the harm: %s', (words, change, other) => {
    expect(harms({ ...chronicle, ...change }, { ...remains, ...other })).toContain(words)
  })
})
