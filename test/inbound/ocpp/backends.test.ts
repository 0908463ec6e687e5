/** What backends may decide and do about a charger that they share, and what they cannot do to it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Authorisation } from '../../../src/domain/chargers/router/upstream.ts'
import { call } from '../../people.ts'
import type { Backend } from './backend.ts'
import { type Ground, has, openGround, start, stop, token } from './sharing.ts'

let ground: Ground
beforeAll(async () => {
  // A tag that nobody knows may charge, so that our own word is yes.
  ground = await openGround()
})
afterEach(() => ground.ends())
afterAll(() => ground.house.close())

/** Answers that each backend gives of a tag; null: none at all. */
type Words = { primary: string | null; listener: string | null }

/** A charger with a primary and a listener that say so of every tag. */
async function voting(authorisation: Authorisation, words: Words) {
  const [primary, listener] = [await ground.backend(), await ground.backend()]
  const say = (one: Backend, status: string | null) => {
    const said = status === null ? null : { idTagInfo: { status } }
    one.answers('Authorize', () => said)
    one.answers('StartTransaction', () => said && { transactionId: 8, ...said })
  }
  say(primary, words.primary)
  say(listener, words.listener)
  const charger = await ground.shared({
    authorisation,
    upstreams: [
      { name: 'p', url: primary.url, role: 'primary' },
      { name: 'l', url: listener.url },
    ],
  })
  await Promise.all([
    primary.until(has('BootNotification')),
    listener.until(has('BootNotification')),
  ])
  // Both have taken the boot once they are told something else.
  await charger.call('DataTransfer', { vendorId: 'x' })
  await Promise.all([primary.until(has('DataTransfer')), listener.until(has('DataTransfer'))])
  return { charger, primary, listener }
}

const [yes, no] = ['Accepted', 'Blocked']

describe('who may charge', () => {
  it.each<[Authorisation, Words, string]>([
    ['ours', { primary: no, listener: no }, yes],
    ['primary', { primary: no, listener: yes }, no],
    ['primary', { primary: 'Perhaps', listener: no }, yes],
    ['any', { primary: no, listener: no }, yes],
    ['all', { primary: yes, listener: no }, no],
    ['all', { primary: yes, listener: yes }, yes],
    ['all', { primary: yes, listener: null }, yes],
    ['primary', { primary: null, listener: no }, yes],
  ])('%s decides: %j, and we say yes: %s', async (authorisation, words, status) => {
    const { charger } = await voting(authorisation, words)
    expect(await charger.call('Authorize', { idTag: 'A' })).toEqual({ idTagInfo: { status } })
  })

  it('any: where we say no, one yes is enough, also at the start', async () => {
    await call('PUT', `${ground.house.url}/v1/tokens/NO`, { token, body: { status: 'Invalid' } })
    const { charger } = await voting('any', { primary: no, listener: yes })
    const accepted = { idTagInfo: { status: yes } }
    expect(await charger.call('Authorize', { idTag: 'NO' })).toEqual(accepted)
    expect(await charger.call('StartTransaction', start(1, 'NO'))).toMatchObject(accepted)
  })

  it('a no to a start ends no session of somebody else: the charger is told ours, and ours it stops', async () => {
    const { charger, primary, listener } = await voting('ours', { primary: no, listener: no })
    const started = await charger.call('StartTransaction', start(1))
    expect(started).toMatchObject({ idTagInfo: { status: yes } })
    await charger.call('StopTransaction', stop(started['transactionId'] as number, 2))
    await Promise.all([
      primary.until(has('StopTransaction')),
      listener.until(has('StopTransaction')),
    ])
    expect(primary.of('StopTransaction')).toEqual([stop(8, 2)])
  })

  it('who once let a charger wait in vain is not waited for again', async () => {
    const { charger, primary } = await voting('primary', { primary: null, listener: no })
    await charger.call('Authorize', { idTag: 'A' })
    ground.waitsForEver()
    await charger.call('Authorize', { idTag: 'B' })
    await charger.call('StartTransaction', start(1))
    expect(primary.of('Authorize')).toHaveLength(1)
  })

  it('the primary decides also while letters wait that it will not take', async () => {
    const { charger, primary } = await voting('primary', { primary: no, listener: yes })
    primary.answers('StartTransaction', () => ({ idTagInfo: { status: yes } }))
    const blocked = { idTagInfo: { status: no } }
    for (let i = 1; i <= 5; i++) {
      const started = await charger.call('StartTransaction', {
        ...start(i, `S${i}`),
        connectorId: i,
      })
      // Of the first it takes the tag, and not the number; of all others it is asked about the tag.
      expect(started).toMatchObject(i === 1 ? { idTagInfo: { status: yes } } : blocked)
      expect(await charger.call('Authorize', { idTag: `A${i}` })).toEqual(blocked)
    }
  })

  it('what only the primary knows comes from it, and from us where it is away', async () => {
    const { charger, primary } = await voting('ours', { primary: yes, listener: yes })
    primary.answers('DataTransfer', () => ({ status: 'Accepted', data: 'of theirs' }))
    const asked = () => charger.call('DataTransfer', { vendorId: 'Theirs' })
    expect(await asked()).toEqual({ status: 'Accepted', data: 'of theirs' })
    await primary.kill()
    await expect.poll(asked).toEqual({ status: 'UnknownVendorId' })
  })
})

describe('what a backend wants of a charger', () => {
  it('is refused here where it may not, and never reaches the charger', async () => {
    const [primary, listener] = [await ground.rawBackend(), await ground.rawBackend()]
    const charger = await ground.shared({
      upstreams: [
        { name: 'p', url: primary.url, role: 'primary' },
        { name: 'l', url: listener.url },
      ],
    })
    await Promise.all([primary.registered(), listener.registered()])
    listener.send([2, 'a', 'RemoteStopTransaction', { transactionId: 1 }])
    const [type, id, code] = await listener.next()
    expect([type, id, code]).toEqual([4, 'a', 'NotSupported'])
    for (const action of ['Reset', 'ChangeConfiguration', 'UpdateFirmware', 'ClearCache']) {
      primary.send([2, action, action, {}])
      expect((await primary.next()).slice(0, 3)).toEqual([4, action, 'NotSupported'])
    }
    charger.answers('UnlockConnector', () => ({ status: 'Unlocked' }))
    primary.send([2, 7, 'UnlockConnector', { connectorId: 1 }])
    expect(await primary.next()).toEqual([3, 7, { status: 'Unlocked' }])
    const asked = await ground.house.world.store.read.commands.of(ground.lastIdentity(), {
      ...{ after: null, limit: 9 },
    })
    expect(asked).toMatchObject([{ action: 'UnlockConnector', askedBy: 'upstream:p' }])
  })

  it('names transactions by its own numbers, and none that is not its own', async () => {
    const backend = await ground.backend({ firstNumber: 4711 })
    const charger = await ground.shared({
      upstreams: [{ name: 'p', url: backend.url, role: 'primary' }],
    })
    await backend.until(has('BootNotification'))
    const { transactionId } = await charger.call('StartTransaction', start(1))
    charger.answers('RemoteStopTransaction', (payload) => {
      return { status: payload['transactionId'] === transactionId ? 'Accepted' : 'Rejected' }
    })
    await expect
      .poll(() => backend.call('RemoteStopTransaction', { transactionId: 4711 }))
      .toEqual({ status: 'Accepted' })
    charger.answers('RemoteStopTransaction', () => 'never')
    const ours = { transactionId: transactionId as number }
    expect(await backend.call('RemoteStopTransaction', ours)).toEqual({ status: 'Rejected' })
  })
})
