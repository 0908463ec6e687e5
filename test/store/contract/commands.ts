/** Commands to chargers, and who holds their connections, as the store promises to keep them. */
import { expect, it } from 'vitest'
import type { Charger } from '../../../src/domain/chargers/charger.ts'
import { unseen } from '../../../src/flows/chargers/entry/register.ts'
import type { Command } from '../../../src/flows/chargers/ports.ts'
import type { Home } from './home.ts'

let made = 0

function aCommand(charger: string, told: Partial<Command> = {}): Command {
  return {
    ...{ id: `command-${String(++made).padStart(4, '0')}`, charger, action: 'Reset' },
    ...{ payload: { type: 'Soft' }, askedBy: 'operator', at: 1000, expiresAt: 31_000 },
    ...{ state: 'waiting', answer: null, sentAt: null, answeredAt: null },
    ...told,
  }
}

export function commands(home: Home): void {
  const page = { after: null, limit: 10 }
  const charger = async (told: Partial<Charger> = {}) => {
    const one = { ...unseen(`commanded-${++made}`, 1000), ...told }
    await home.store.write((tables) => tables.chargers.add(one))
    return one.id
  }
  const add = async (command: Command) => {
    await home.store.write((tables) => tables.commands.add(command))
    return command
  }
  const set = (command: Command) => home.store.write((tables) => tables.commands.set(command))

  it('gives a command back as it was kept, and as it went on', async () => {
    const { commands } = home.store.read
    const command = await add(aCommand(await charger()))
    expect(await commands.get(command.id)).toEqual(command)
    const answer = { error: { code: 'NotSupported', description: 'no' } }
    const done: Command = { ...command, state: 'answered', answer, sentAt: 2, answeredAt: 3 }
    await set(done)
    expect(await commands.get(command.id)).toEqual(done)
    expect(await home.store.write((tables) => tables.commands.lock(command.id))).toEqual(done)
    expect(await commands.get('none')).toBeNull()
    expect(await home.store.write((tables) => tables.commands.lock('none'))).toBeNull()
  })

  it('knows a secret as long as it is under way, and shows it to nobody', async () => {
    const { commands } = home.store.read
    const payload = { key: 'AuthorizationKey', value: 'ab'.repeat(20) }
    const masked = { key: 'AuthorizationKey', value: '***' }
    const command = await add(aCommand(await charger(), { action: 'ChangeConfiguration', payload }))
    await set({ ...command, state: 'sent' })
    expect((await commands.get(command.id))?.payload).toEqual(payload)
    expect((await commands.waiting(command.charger, 0))[0]).toBeUndefined()
    const rows = await home.below.read.all('select payload from command where id = ?', command.id)
    expect(rows).toEqual([{ payload: JSON.stringify(masked) }])
    expect((await commands.of(command.charger, page))[0]?.payload).toEqual(masked)
    const result = { configurationKey: [{ ...payload, readonly: false }] }
    await set({ ...command, state: 'answered', answer: { result } })
    expect(await commands.get(command.id)).toMatchObject({
      payload: masked,
      answer: { result: { configurationKey: [{ ...masked, readonly: false }] } },
    })
  })

  it('has what waits for a charger, the oldest first and not beyond its time', async () => {
    const { commands } = home.store.read
    const id = await charger()
    const first = await add(aCommand(id))
    await add(aCommand(id, { state: 'sent' }))
    await add(aCommand(id, { expiresAt: 2000 }))
    await add(aCommand(await charger()))
    const last = await add(aCommand(id))
    expect(await commands.waiting(id, 2000)).toEqual([first, last])
  })

  it('tells a process for which of its chargers something waits', async () => {
    const { commands } = home.store.read
    const [mine, idle, theirs] = [
      await charger({ holder: 'owing' }),
      await charger({ holder: 'owing' }),
      await charger({ holder: 'other' }),
    ]
    for (const id of [mine, mine, theirs]) await add(aCommand(id))
    await add(aCommand(idle, { state: 'answered' }))
    expect(await commands.owed('owing', 2000)).toEqual([mine])
    expect(await commands.owed('owing', 31_000)).toEqual([])
  })

  it('lists them newest first, in pages', async () => {
    const { commands } = home.store.read
    const id = await charger()
    const all = [await add(aCommand(id)), await add(aCommand(id)), await add(aCommand(id))]
    await add(aCommand(await charger()))
    const newest = [...all].reverse()
    expect(await commands.of(id, page)).toEqual(newest)
    expect(await commands.of(id, { after: null, limit: 1 })).toEqual([newest[0]])
    expect(await commands.of(id, { after: newest[0]!.id, limit: 5 })).toEqual(newest.slice(1))
  })

  it('gives up what nobody will answer, and forgets what is done and old', async () => {
    const id = await charger()
    const { commands } = home.store.read
    const [waiting, sent, fresh, done] = [
      await add(aCommand(id, { expiresAt: 10 })),
      await add(aCommand(id, { state: 'sent', expiresAt: 5 })),
      await add(aCommand(id, { state: 'sent', expiresAt: 6 })),
      await add(aCommand(id, { state: 'answered', at: 1, expiresAt: 2 })),
    ]
    const over = await home.store.write((tables) => tables.commands.giveUp(10, 5))
    expect(over).toEqual({ away: 1, silent: 1 })
    const states = (await commands.of(id, page)).map(({ state }) => state).reverse()
    expect(states).toEqual(['away', 'silent', 'sent', 'answered'])
    await home.store.write((tables) => tables.commands.removeBefore(1000))
    expect(await commands.get(done.id)).toBeNull()
    expect(await commands.get(waiting.id)).not.toBeNull()
    await home.store.write((tables) => tables.commands.removeBefore(1001))
    expect(await commands.get(sent.id)).toBeNull()
    expect(await commands.get(fresh.id), 'still under way').not.toBeNull()
    await home.store.write((tables) => tables.chargers.remove(id))
    expect(await commands.get(fresh.id), 'went with its charger').toBeNull()
  })

  it('finds what somebody asked for and what holds a text, and says it in other words', async () => {
    const { commands } = home.store.read
    const id = await charger()
    const mine = [
      await add(aCommand(id, { askedBy: 'owner:me' })),
      await add(aCommand(id, { askedBy: 'owner:me' })),
    ]
    const done = await add(aCommand(id, { state: 'answered', payload: { idTag: 'H_ld%77' } }))
    await add(aCommand(id, { state: 'answered', payload: { idTag: 'Hold_77' } }))
    await add(aCommand(id, { payload: { idTag: 'H_LD%77' } }))
    expect(await commands.askedBy('owner:me')).toEqual(mine.toReversed())
    expect(await commands.holding('h_LD%7')).toEqual([done])
    const told: Command = { ...done, askedBy: 'owner', payload: { idTag: '***' }, state: 'away' }
    await home.store.write((tables) => tables.commands.reword(told))
    expect(await commands.get(done.id)).toEqual(told)
  })

  it('takes chargers from processes that have died, and leaves the others theirs', async () => {
    const { chargers } = home.store.read
    const alive = await charger({ holder: 'alive', seenAt: 50 })
    const dead = await charger({ holder: 'dead', seenAt: 60 })
    const never = await charger({ holder: 'never heard of', seenAt: null })
    const swept = await home.store.write(async ({ holders }) => {
      await holders.renew('alive', 90)
      await holders.renew('alive', 110)
      await holders.renew('dead', 100)
      await holders.sweep(100)
      return holders.sweep(100)
    })
    expect(swept, 'once is enough').toBe(0)
    const { lives } = home.store.read.holders
    const held = await Promise.all([lives('alive', 109), lives('alive', 110), lives('dead', 99)])
    expect(held).toEqual([true, false, false])
    expect(await chargers.get(alive)).toMatchObject({ holder: 'alive', disconnectedAt: null })
    expect(await chargers.get(dead)).toMatchObject({ holder: null, disconnectedAt: 60 })
    expect(await chargers.get(never)).toMatchObject({ holder: null, disconnectedAt: 100 })
    await home.store.write(async ({ holders }) => {
      await holders.remove('alive')
      await holders.sweep(101)
    })
    expect((await chargers.get(alive))?.holder).toBeNull()
  })

  it('gives a process those that nobody holds, and names those that another one has', async () => {
    const { chargers } = home.store.read
    const free = await charger()
    const theirs = await charger({ holder: 'them' })
    const elsewhere = await home.store.write(async ({ holders }) => {
      await holders.adopt([free, theirs], 'us', 77)
      return holders.elsewhere([free, theirs, 'gone'], 'us')
    })
    expect(elsewhere).toEqual([theirs, 'gone'])
    expect(await chargers.get(free)).toMatchObject({ holder: 'us', connectedAt: 77 })
    expect((await chargers.get(theirs))?.holder).toBe('them')
  })
}
