/** Chargers as the operator registers, sees, changes and removes them. */
import {
  type Access,
  type Charger,
  type Connector,
  nowhere,
  type SecurityProfile,
  type Site,
} from '../../../domain/chargers/charger.ts'
import type { OcppVersion } from '../../../domain/chargers/ocpp.ts'
import type { Witnessed } from '../../../domain/chargers/meeting/witness.ts'
import type { World } from '../../ports.ts'
import { conflict, found, type Refusal } from '../../refusal.ts'
import type { Page, Tables } from '../../tables.ts'
import type { Ask } from '../commands/commands.ts'
import { forgetCharger } from '../log/log.ts'
import { meetAnew, partAll } from '../meeting/access.ts'
import { witnessed } from '../meeting/evidence.ts'
import type { Met, Needs as Meeting } from '../meeting/meet.ts'
import { setUpstreams, type Sharing, sharingOf, type SharingWish } from '../router/upstreams.ts'
import { ownerOf } from '../tokens/tags.ts'
import { newPassword, passwordHash } from './password.ts'

type Needs = Pick<World, 'trunks' | 'store' | 'vault' | 'clock' | 'lines' | 'log'>

/** A charger with what it does now. */
export type ChargerInFull = {
  charger: Charger
  connectors: Connector[]
  active: Witnessed[]
  sharing: Sharing
  /** The e-mail address of whose charger it is. */
  owner: string | null
}

/** Which rules a charger broke, how often, and when last. */
export type Broken = { rule: string; count: number; at: number }

/** What is told of a charger where it stands; what is not named stays as it is. */
export type SiteWish = { [K in keyof Site]?: Site[K] | undefined }

/** `owner`: the e-mail address of an account here; null: nobody's. */
export type AccessWish = { access?: Access | undefined; owner?: string | null | undefined }

export type NewCharger = SiteWish &
  AccessWish &
  SharingWish & {
    identity: string
    /** Made by chance where none is given. */
    password?: string | undefined
    profile?: SecurityProfile | undefined
  }

export type ChargerWish = SiteWish &
  AccessWish &
  SharingWish & {
    profile?: SecurityProfile | undefined
    registration?: Charger['registration'] | undefined
    /** Whether it is sent the local list by itself; null: if it says that it uses one. */
    localList?: boolean | null | undefined
  }

/** Profiles 0 and 3 have no passwords: 0 asks for nothing, 3 for a certificate. */
const WITH_PASSWORD: SecurityProfile[] = [1, 2]

/** Registers a charger; its password is told now and never again. */
export function registerCharger(world: Needs) {
  return async ({ identity, password, profile = 1, ...wish }: NewCharger) => {
    const given = password ?? (WITH_PASSWORD.includes(profile) ? newPassword() : null)
    const hash = given === null ? null : passwordHash(world.vault, identity, Buffer.from(given))
    const charger: Charger = {
      ...unseen(identity, world.clock()),
      site: sited(nowhere, wish),
      access: wish.access ?? 'private',
      passwordHash: hash,
      profile,
      registration: 'accepted',
    }
    // Two that differ by case alone would be taken for each other wherever somebody types one.
    const [twin] = await world.store.read.chargers.alike(identity)
    if (twin !== undefined) throw taken(twin)
    const isNew = await world.store.write(async (tables) => {
      const owner = (await ownerOf(tables, wish.owner)) ?? null
      if (!(await tables.chargers.add({ ...charger, owner }))) return false
      await tables.meetings.settle(charger)
      await setUpstreams(world)(tables, identity, wish)
      return true
    })
    if (!isNew) throw taken(identity)
    const [whole] = await inFull(world.store.read, [
      found(await world.store.read.chargers.get(identity), 'charger'),
    ])
    return { charger: whole!, password: given }
  }
}

function taken(identity: string): Refusal {
  return conflict('chargerTaken', `there is a charger ${identity} already`, '/identity')
}

/** A charger of which nothing is known but its identity, and who waits for the operator. */
export function unseen(id: string, now: number): Charger {
  return {
    id,
    site: nowhere,
    passwordHash: null,
    nextPasswordHash: null,
    profile: 0,
    registration: 'pending',
    version: null,
    vendor: null,
    model: null,
    serial: null,
    firmware: null,
    boot: null,
    bootedAt: null,
    seenAt: null,
    connectedAt: null,
    disconnectedAt: null,
    holder: null,
    skewMs: null,
    askedAt: null,
    listVersion: null,
    listStamp: null,
    wantsList: null,
    access: 'private',
    owner: null,
    createdAt: now,
  }
}

function sited(site: Site, { position, name, stationName, post }: SiteWish): Site {
  return {
    position: position === undefined ? site.position : position,
    name: name === undefined ? site.name : name,
    stationName: stationName === undefined ? site.stationName : stationName,
    post: post === undefined ? site.post : post,
  }
}

/** Chargers by their identity. */
export function listChargers({ store }: Needs) {
  return async (page: Page, sieve: { active?: boolean | undefined }): Promise<ChargerInFull[]> => {
    const chargers = await store.read.chargers.all(page, sieve)
    return inFull(store.read, chargers)
  }
}

/** One charger, with what was not as it should be in what it said. */
export function showCharger({ store }: Needs) {
  return async (identity: string): Promise<ChargerInFull & { deviations: Broken[] }> => {
    const charger = found(await store.read.chargers.get(identity), 'charger')
    const [whole] = await inFull(store.read, [charger])
    return { ...whole!, deviations: await store.read.ocppLog.deviations(identity) }
  }
}

/** Which OCPP a charger speaks; null: it has never been connected. */
export function versionOf({ store }: Needs) {
  return async (identity: string): Promise<OcppVersion | null> =>
    found(await store.read.chargers.get(identity), 'charger').version
}

async function inFull(tables: Tables, chargers: Charger[]): Promise<ChargerInFull[]> {
  const ids = chargers.map(({ id }) => id)
  const connectors = await tables.chargers.connectorsOf(ids)
  const active = await witnessed(tables, await tables.transactions.openOf(ids))
  const sharing = await sharingOf(tables, chargers)
  const emails = await emailsOf(tables, chargers)
  return chargers.map((charger) => ({
    charger,
    connectors: connectors.filter((one) => one.charger === charger.id),
    active: active.filter((one) => one.charger === charger.id),
    sharing: sharing.get(charger.id)!,
    owner: emails.get(charger.owner ?? '') ?? null,
  }))
}

async function emailsOf(tables: Tables, chargers: Charger[]): Promise<Map<string, string>> {
  const emails = new Map<string, string>()
  for (const id of new Set(chargers.flatMap(({ owner }) => owner ?? []))) {
    const owner = await tables.owners.get(id)
    if (owner) emails.set(id, owner.email)
  }
  return emails
}

/**
 * Changes what the operator says of a charger. One that is let in by this is asked to boot anew, for
 * until then it was told to wait (OCPP 2.0.1, B02.FR.06).
 */
export function setCharger(
  world: Needs & Meeting & Pick<World, 'bell'>,
  command: (ask: Ask) => Promise<unknown>,
) {
  return async (identity: string, wish: ChargerWish): Promise<void> => {
    const { before, after, met } = await world.store.write(async (tables) => {
      const { chargers, meetings } = tables
      const before = found(await chargers.lock(identity), 'charger')
      const owner = await ownerOf(tables, wish.owner)
      const after: Charger = {
        ...before,
        site: sited(before.site, wish),
        access: wish.access ?? before.access,
        owner: owner === undefined ? before.owner : owner,
        profile: wish.profile ?? before.profile,
        registration: wish.registration ?? before.registration,
        wantsList: wish.localList === undefined ? before.wantsList : wish.localList,
      }
      await chargers.set(after)
      await setUpstreams(world)(tables, identity, wish)
      if (wish.position !== undefined) await meetings.settle(after)
      const met = await meetAnew(world, tables, { before, after }, world.clock())
      return { before, after, met }
    })
    tell(world, met)
    const { registration, holder } = after
    if (registration === before.registration || holder === null) return
    if (registration === 'rejected') world.lines.get(identity)?.close(1008, 'rejected')
    else command(bootOf(identity)).catch((error: unknown) => noteUnasked(world, identity, error))
  }
}

function tell({ bell }: Pick<World, 'bell'>, { news, owners }: Met): void {
  if (news) bell.ring()
  for (const one of new Set(owners)) bell.stir(one)
}

function bootOf(charger: string): Ask {
  const payload = { requestedMessage: 'BootNotification' }
  return { charger, action: 'TriggerMessage', payload, askedBy: 'registration' }
}

/** It asks again by itself when its time to wait is over. */
function noteUnasked({ log }: Needs, charger: string, error: unknown): void {
  log.warn({ charger, error: String(error) }, 'a charger was not asked to boot anew')
}

/** Removes a charger with all that is kept about it, and ends its connection. */
export function removeCharger(world: Needs & Meeting & Pick<World, 'bell'>) {
  const { store, lines } = world
  return async (identity: string): Promise<void> => {
    const met = await store.write(async (tables) => {
      const { certificates, chargers } = tables
      found(await chargers.lock(identity), 'charger')
      const met = await partAll(world, tables, identity, world.clock())
      await certificates.orphan(identity)
      await chargers.remove(identity)
      return met
    })
    tell(world, met)
    lines.get(identity)?.close(1008, 'removed')
    await forgetCharger({ store }, identity)
  }
}
