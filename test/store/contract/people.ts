/** Owners and their sign-ins, as the store promises to keep them. */
import { expect, it } from 'vitest'
import { unsaid } from '../../../src/domain/notices/wishes.ts'
import type { Owner } from '../../../src/flows/tables.ts'
import { anOwner, aSubscription, charged, motorist } from '../samples.ts'
import type { Home } from './home.ts'

export function people(home: Home): void {
  it('gives an owner back by id and by address', async () => {
    const owner = anOwner({ name: null })
    expect(await home.store.write((tables) => tables.owners.add(owner))).toBe(true)
    expect(await home.store.read.owners.get(owner.id)).toEqual(owner)
    expect(await home.store.read.owners.byEmail(owner.email)).toEqual(owner)
    expect(await home.store.read.owners.get('nobody')).toBeNull()
    expect(await home.store.read.owners.byEmail('nobody@example.org')).toBeNull()
  })

  it('finds an owner by his account in any case, and keeps a new password of his', async () => {
    const someone = anOwner()
    const owner = { ...someone, account: `ann of ${someone.id}` }
    await home.store.write(({ owners }) => owners.add(owner))
    const taken = anOwner({ account: owner.account })
    expect(await home.store.write(({ owners }) => owners.add(taken))).toBe(false)
    await home.store.write(({ owners }) => owners.setPassword(owner.id, 'anew'))
    const found = await home.store.read.owners.byAccount(owner.account.toUpperCase())
    expect(found).toEqual({ ...owner, passwordHash: 'anew' })
    expect(await home.store.read.owners.byAccount(owner.email)).toBeNull()
  })

  it('keeps how an owner wishes to be told of things, the address of his topic sealed', async () => {
    const owner = anOwner()
    await home.store.write((tables) => tables.owners.add(owner))
    const wished: Owner = {
      ...owner,
      name: 'James',
      language: 'zh',
      notifications: {
        quiet: { from: '22:00', to: '07:00', timezone: 'Asia/Hong_Kong' },
        discreet: true,
        channels: ['email', 'push'],
        ntfy: { url: 'https://ntfy.example.org/jims-secret-topic' },
      },
    }
    await home.store.write((tables) => tables.owners.set(wished))
    expect(await home.store.read.owners.get(owner.id)).toEqual(wished)
    const [row] = await home.below.read.all('select * from owner where id = ?', owner.id)
    expect(JSON.stringify(row)).not.toContain('jims-secret-topic')

    const none = { ...wished, notifications: unsaid }
    await home.store.write(async (tables) => {
      expect(await tables.owners.lock(owner.id)).toEqual(wished)
      await tables.owners.set(none)
    })
    expect(await home.store.read.owners.get(owner.id)).toEqual(none)
  })

  it('gives leave to mail an owner once in a while', async () => {
    const { owner } = await home.store.write((tables) => motorist(tables))
    const mayMail = (now: number, lastBefore: number) =>
      home.store.write(({ owners }) => owners.mayMail(owner.id, now, lastBefore))
    expect(await mayMail(1000, 900)).toBe(true)
    expect(await mayMail(1099, 999)).toBe(false)
    expect(await mayMail(1100, 1000)).toBe(true)
    expect(await mayMail(1199, 1099)).toBe(false)
  })

  it('ends all sign-ins but one', async () => {
    const [{ owner }, other] = await home.store.write(async (tables) => [
      await motorist(tables),
      await motorist(tables),
    ])
    const login = (owner: string, device: string) => {
      return { tokenHash: `${device} of ${owner}`, owner, createdAt: 1, expiresAt: 1000 }
    }
    const [phone, tablet] = [login(owner.id, 'phone'), login(owner.id, 'tablet')]
    const stranger = login(other.owner.id, 'phone')
    await home.store.write(async ({ owners }) => {
      for (const one of [phone, tablet, stranger]) await owners.addLogin(one)
      await owners.removeOtherLogins(owner.id, tablet.tokenHash)
    })
    expect(await home.store.read.owners.logins(owner.id)).toEqual([tablet])
    expect(await home.store.read.owners.logins(stranger.owner)).toEqual([stranger])
    await home.store.write(({ owners }) => owners.removeLogins(owner.id))
    expect(await home.store.read.owners.logins(owner.id)).toEqual([])
    expect(await home.store.read.owners.logins(stranger.owner)).toEqual([stranger])
  })

  it('refuses an address that is taken, and goes on', async () => {
    const [first, second, third] = [anOwner(), anOwner(), anOwner()]
    const added = await home.store.write(async ({ owners }) => [
      await owners.add(first),
      await owners.add({ ...second, email: first.email }),
      await owners.add(third),
    ])
    expect(added).toEqual([true, false, true])
    expect(await home.store.read.owners.get(second.id)).toBeNull()
  })

  it('lists owners page by page', async () => {
    const [one, two, three] = [anOwner(), anOwner(), anOwner()]
    await home.store.write(async ({ owners }) => {
      for (const owner of [one, two, three]) await owners.add(owner)
    })
    const { all } = home.store.read.owners
    expect(await all({ after: one.id, limit: 1 })).toEqual([two])
    expect(await all({ after: two.id, limit: 10 })).toEqual([three])
    expect((await all({ after: null, limit: 1 })).length).toBe(1)
  })

  it('signs devices in and out', async () => {
    const { owner } = await home.store.write((tables) => motorist(tables))
    const login = { tokenHash: `t of ${owner.id}`, owner: owner.id, createdAt: 1, expiresAt: 10 }
    await home.store.write(({ owners }) => owners.addLogin(login))
    expect(await home.store.read.owners.login(login.tokenHash)).toEqual(login)
    await home.store.write(({ owners }) => owners.removeLogin(login.tokenHash))
    expect(await home.store.read.owners.login(login.tokenHash)).toBeNull()
  })

  it('forgets sign-ins whose time is over', async () => {
    const { owner } = await home.store.write((tables) => motorist(tables))
    const login = (expiresAt: number) => {
      return { tokenHash: `${owner.id} ${expiresAt}`, owner: owner.id, createdAt: 1, expiresAt }
    }
    const forgotten = await home.store.write(async ({ owners }) => {
      for (const expiresAt of [10, 19, 20]) await owners.addLogin(login(expiresAt))
      return owners.removeLoginsBefore(20)
    })
    expect(forgotten).toBe(2)
    expect(await home.store.read.owners.login(login(20).tokenHash)).toEqual(login(20))
  })

  it('forgets all that is kept about an owner who leaves', async () => {
    const { owner, vehicle, place, session, question } = await home.store.write(charged)
    const phone = aSubscription({ owner: owner.id })
    await home.store.write(async ({ subscriptions, notices, owners }) => {
      await subscriptions.add(phone)
      await notices.add(question, 1000)
      await owners.addLogin({ tokenHash: owner.id, owner: owner.id, createdAt: 1, expiresAt: 10 })
    })
    await home.store.write(({ owners }) => owners.remove(owner.id))
    const { read } = home.store
    expect(await read.owners.get(owner.id)).toBeNull()
    expect(await read.owners.login(owner.id)).toBeNull()
    expect(await read.vehicles.get(vehicle.id)).toBeNull()
    expect(await read.places.get(place.id)).toBeNull()
    expect(await read.sessions.get(session.id)).toBeNull()
    expect(await read.questions.get(question.id)).toBeNull()
    expect(await read.subscriptions.get(phone.id)).toBeNull()
    const left = await home.below.read.all('select place from place_cell where place = ?', place.id)
    expect(left).toEqual([])
  })
}
