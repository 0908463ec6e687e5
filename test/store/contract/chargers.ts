/** Chargers, their connectors and what they told, as the store promises to keep them. */
import { expect, it } from 'vitest'
import type { Charger, Connector } from '../../../src/domain/chargers/charger.ts'
import type { ChargerEvent, KeptVariable } from '../../../src/flows/chargers/ports.ts'
import { openVault } from '../../../src/outbound/vault.ts'
import { openStore } from '../../../src/store/open.ts'
import { central, motorist } from '../samples.ts'
import type { Home } from './home.ts'

let made = 0
const key = (noun: string) => `${noun}-${String(++made).padStart(6, '0')}`

export function aCharger(told: Partial<Charger> = {}): Charger {
  return {
    ...{ id: key('charger'), passwordHash: null, nextPasswordHash: null, profile: 1 },
    site: { position: null, name: null, stationName: null, post: null },
    ...{ registration: 'accepted', version: '1.6', vendor: null, model: null, serial: null },
    ...{ firmware: null, boot: null, bootedAt: null, seenAt: null, connectedAt: null },
    ...{ disconnectedAt: null, holder: null, skewMs: null, askedAt: null, listVersion: null },
    ...{ listStamp: null, wantsList: null, createdAt: 1000 },
    ...{ access: 'private', owner: null },
    ...told,
  }
}

function aConnector(charger: string, told: Partial<Connector> = {}): Connector {
  return {
    ...{ charger, evse: 1, connector: 1, status: 'Available', error: null, vendorError: null },
    ...{ info: null, since: 1000, heardAt: 1100 },
    ...told,
  }
}

export function aVariable(variable: string, told: Partial<KeptVariable> = {}): KeptVariable {
  return {
    ...{ component: '', evse: 0, connector: 0, variable, attribute: 'Actual', value: 'true' },
    ...{ about: {}, at: 1000, wished: null, wishAnswer: null, wishFirmware: null },
    ...told,
  }
}

export function chargers(home: Home): void {
  const read = () => home.store.read
  const add = async (told: Partial<Charger> = {}) => {
    const charger = aCharger(told)
    expect(await home.store.write(({ chargers }) => chargers.add(charger))).toBe(true)
    return charger
  }

  it('gives a charger back as it was kept, and as it was changed', async () => {
    const charger = await add()
    const { owner } = await home.store.write(motorist)
    expect(await read().chargers.get(charger.id)).toEqual(charger)
    expect(await read().chargers.get('nobody')).toBeNull()
    const changed: Charger = {
      ...{ id: charger.id, createdAt: charger.createdAt, profile: 2, registration: 'pending' },
      site: { position: central, name: 'Yard “3”', stationName: 'Central', post: 'A' },
      ...{ passwordHash: 'hash', nextPasswordHash: 'next', version: '2.1', vendor: 'Acme' },
      ...{ model: 'One', serial: 'S1', firmware: '1.0', boot: { reason: 'PowerUp', n: 1 } },
      ...{ bootedAt: 2000, seenAt: 2001, connectedAt: 2002, disconnectedAt: 2003, holder: 'me' },
      ...{ skewMs: -500, askedAt: 2004, listVersion: 4, listStamp: 'x', wantsList: false },
      ...{ access: 'public', owner: owner.id },
    }
    await home.store.write(({ chargers }) => chargers.set(changed))
    expect(await read().chargers.get(charger.id)).toEqual(changed)
  })

  it('shows an owner those that are open to everybody, and his own, but none that waits', async () => {
    const [jim, ann] = await home.store.write(async (tables) => [
      (await motorist(tables)).owner.id,
      (await motorist(tables)).owner.id,
    ])
    const mine = await add({ owner: jim })
    const open = await add({ access: 'public' })
    const waiting = await add({ access: 'public', registration: 'pending' })
    const hidden = [await add(), await add({ owner: ann }), waiting].map(({ id }) => id)
    const shown = (await read().chargers.openTo(jim, 1000)).map(({ id }) => id)
    expect(shown).toEqual(expect.arrayContaining([mine.id, open.id]))
    expect(shown.filter((id) => hidden.includes(id))).toEqual([])
    expect(await read().chargers.openTo(jim, 1)).toHaveLength(1)
    await home.store.write(({ owners }) => owners.remove(jim))
    expect((await read().chargers.get(mine.id))!.owner).toBeNull()
  })

  it('takes an identity once, and knows those that differ by case alone', async () => {
    const charger = await add({ id: key('Case') })
    const again = { ...charger, profile: 0 as const }
    expect(await home.store.write(({ chargers }) => chargers.add(again))).toBe(false)
    expect((await read().chargers.get(charger.id))!.profile).toBe(1)
    const upper = await add({ id: charger.id.toUpperCase() })
    expect(await read().chargers.alike(upper.id)).toEqual([charger.id])
    expect(await read().chargers.get(charger.id.toLowerCase())).toBeNull()
  })

  it('tells nobody who holds the database alone where a charger stands', async () => {
    const site = { position: central, name: 'Secret Yard', stationName: null, post: null }
    const { id } = await add({ site })
    const rows = await home.below.read.all('select * from charger where id = ?', id)
    expect(JSON.stringify(rows)).not.toMatch(/22\.28|Secret/)
    const key = (byte: number) => new Uint8Array(32).fill(byte)
    const where = await home.fresh()
    const before = await openStore(
      where,
      openVault(() => [key(1)]),
    )
    await before.write(({ chargers }) => chargers.add(aCharger({ id, site })))
    await before.close()
    const turned = await openStore(
      where,
      openVault(() => [key(2), key(1)]),
    )
    const page = { after: null, limit: 10 }
    expect(await turned.write(({ chargers }) => chargers.reseal(page))).toEqual([id])
    expect(await turned.write(({ chargers }) => chargers.reseal(page))).toEqual([])
    await turned.close()
    const lost = await openStore(
      where,
      openVault(() => [key(1)]),
    )
    expect((await lost.read.chargers.get(id))!.site.position).toBeNull()
    await lost.close()
    const after = await openStore(
      where,
      openVault(() => [key(2)]),
    )
    expect((await after.read.chargers.get(id))!.site).toEqual(site)
    await after.close()
  })

  it('locks several at once by their identities, and leaves out who is not there', async () => {
    const [one, two] = [await add(), await add()]
    const locked = await home.store.write(({ chargers }) =>
      chargers.lockAll([two.id, 'nobody', one.id]),
    )
    expect(locked).toEqual([one, two])
    expect(await home.store.write(({ chargers }) => chargers.lock(one.id))).toEqual(one)
  })

  it('lists chargers by identity, and which are connected', async () => {
    const [one, two] = [await add({ holder: 'me' }), await add()]
    const page = { after: one.id.slice(0, -1), limit: 1000 }
    const ids = async (sieve?: { active?: boolean }) =>
      (await read().chargers.all(page, sieve))
        .map(({ id }) => id)
        .filter((id) => [one.id, two.id].includes(id))
    expect(await ids()).toEqual([one.id, two.id])
    expect(await ids({ active: true })).toEqual([one.id])
    expect(await ids({ active: false })).toEqual([two.id])
  })

  it('sees a charger, and never earlier than before', async () => {
    const { id } = await add()
    const seenAt = async () => (await read().chargers.get(id))!.seenAt
    for (const at of [500, 400, 600]) {
      await home.store.write(({ chargers }) => chargers.see(id, at))
      expect(await seenAt()).toBe(Math.max(500, at))
    }
  })

  it('keeps the last state of each connector', async () => {
    const [one, two] = [await add(), await add()]
    const other = aConnector(two.id)
    const [first, second] = [aConnector(one.id, { evse: 2 }), aConnector(one.id)]
    const told = { status: 'Faulted', error: 'GroundFailure', vendorError: 'E1', info: 'wet' }
    const changed = { ...first, ...told, since: 2000, heardAt: 2100 }
    await home.store.write(async ({ chargers }) => {
      for (const each of [first, second, other, changed]) await chargers.keepConnector(each)
    })
    expect(await read().chargers.connectors(one.id)).toEqual([second, changed])
    expect(await read().chargers.connectorsOf([two.id, one.id, 'x'])).toEqual([
      second,
      changed,
      other,
    ])
  })

  it('names connected chargers whose list is made of other tokens', async () => {
    const held = { holder: 'me', wantsList: true } as const
    const behind = await add({ ...held, listStamp: 'old' })
    const fresh = await add(held)
    const saying = await add({ holder: 'me' })
    const of2 = await add({ holder: 'me', version: '2.0.1' })
    await add({ ...held, listStamp: 'now' })
    await add({ ...held, holder: null })
    await add({ ...held, listVersion: -1 })
    await add({ ...held, registration: 'pending' })
    const unwilling = await add({ holder: 'me', wantsList: false })
    const silent = await add({ holder: 'me' })
    await home.store.write(async ({ variables }) => {
      const enabled = aVariable('LocalAuthListEnabled', { value: 'True' })
      await variables.put(saying.id, [enabled])
      await variables.put(unwilling.id, [enabled])
      await variables.put(silent.id, [{ ...enabled, value: 'false' }])
      const own = { component: 'LocalAuthListCtrlr' }
      await variables.put(of2.id, [aVariable('Enabled', own)])
    })
    const page = { after: behind.id.slice(0, -1), limit: 1000 }
    const named = (await read().chargers.behind('now', page)).map(({ id }) => id)
    const ours = [behind, fresh, saying, of2].map(({ id }) => id)
    expect(named.filter((id) => id >= behind.id && id <= silent.id)).toEqual(ours)
  })

  it('gives back what happened at a charger, newest first, until it is forgotten', async () => {
    const { id } = await add()
    const event = (at: number, kind: string): ChargerEvent => ({
      ...{ id: key('event'), charger: id, at, kind, evse: 1, about: { said: '“x”' } },
    })
    const [one, two, three] = [event(-3000, 'boot'), event(-2000, 'status'), event(-1000, 'boot')]
    await home.store.write(async ({ chargerEvents }) => {
      for (const each of [one, two, three]) await chargerEvents.add(each)
    })
    const of = (page = {}, sieve = {}) =>
      read().chargerEvents.of(id, { after: null, limit: 10, ...page }, sieve)
    expect(await of()).toEqual([three, two, one])
    expect(await of({ limit: 1 })).toEqual([three])
    expect(await of({ after: three.id })).toEqual([two, one])
    expect(await of({}, { kind: 'boot' })).toEqual([three, one])
    expect(await of({ after: three.id }, { kind: 'boot' })).toEqual([one])
    expect(await home.store.write((tables) => tables.chargerEvents.removeBefore(-2000))).toBe(1)
    expect(await of()).toEqual([three, two])
  })

  it('keeps what the local list of a charger says', async () => {
    const [one, two] = [await add(), await add()]
    const keep = (entries: [string, string | null][], isFull: boolean) =>
      home.store.write(({ localLists }) => localLists.keep(one.id, new Map(entries), isFull))
    const of = (charger = one) => read().localLists.of(charger.id)
    await keep(
      [
        ['a', '1'],
        ['b', '2'],
      ],
      true,
    )
    await keep(
      [
        ['a', null],
        ['b', '3'],
        ['c', '4'],
      ],
      false,
    )
    expect(await of()).toEqual(
      new Map([
        ['b', '3'],
        ['c', '4'],
      ]),
    )
    expect(await of(two)).toEqual(new Map())
    await keep([['d', '5']], true)
    expect(await of()).toEqual(new Map([['d', '5']]))
  })

  it('forgets a charger with all that it told', async () => {
    const { id } = await add()
    await home.store.write(async ({ chargers, variables, chargerEvents, localLists }) => {
      await chargers.keepConnector(aConnector(id))
      await variables.put(id, [aVariable('A')])
      const event = { charger: id, at: 1, kind: 'boot', evse: 0, about: {} }
      await chargerEvents.add({ ...event, id: key('event') })
      await localLists.keep(id, new Map([['a', '1']]), true)
      await chargers.remove(id)
    })
    expect(await read().chargers.get(id)).toBeNull()
    expect(await read().chargers.connectors(id)).toEqual([])
    expect(await read().variables.of(id)).toEqual([])
    expect(await read().chargerEvents.of(id, { after: null, limit: 9 })).toEqual([])
    expect((await read().localLists.of(id)).size).toBe(0)
  })
}
