/** Rows as stories need them: each a plain one, with what matters to the story changed. */
import type { Fact } from '../../src/domain/charging/message.ts'
import type { Session } from '../../src/domain/charging/session.ts'
import { closed } from '../../src/domain/partners/breaker.ts'
import type { Delivery, Lane, Letter, Partner } from '../../src/domain/partners/partner.ts'
import { unasked } from '../../src/domain/partners/wishes.ts'
import { unsaid } from '../../src/domain/notices/wishes.ts'
import type { Place } from '../../src/domain/places/place.ts'
import type { Draft } from '../../src/domain/sharing/event.ts'
import type { Question } from '../../src/domain/sharing/question.ts'
import type { Vehicle } from '../../src/domain/sharing/vehicle.ts'
import type { Owner, Subscription, Tables } from '../../src/flows/tables.ts'

/** The public charger of the stories, and a point 60 m from it. */
export const central = { lat: 22.2809, lon: 114.1588 }
export const nearCentral = { lat: 22.28144, lon: 114.1588 }

let made = 0
const key = (noun: string) => `${noun}-${String(++made).padStart(6, '0')}`

export function anOwner(told: Partial<Owner> = {}): Owner {
  const id = key('owner')
  return {
    id,
    email: `${id}@example.org`,
    account: null,
    passwordHash: '$argon2id$x',
    name: 'Jim',
    language: null,
    notifications: unsaid,
    confirmedAt: null,
    createdAt: 1000,
    ...told,
  }
}

export function aVehicle(told: Partial<Vehicle> & { owner: string }): Vehicle {
  const id = key('jimbo')
  return {
    id,
    label: id.toUpperCase(),
    name: null,
    make: 'Tesla',
    model: 'Roadster',
    secretHash: `hash of ${id}`,
    salt: `salt of ${id}`,
    optedIn: true,
    nickname: null,
    showModel: false,
    timing: 'live',
    fix: null,
    trouble: null,
    createdAt: 1000,
    ...told,
  }
}

export function aPlace(told: Partial<Place> & { vehicle: string }): Place {
  return {
    id: key('place'),
    flag: 'pending',
    name: null,
    radiusM: 150,
    position: central,
    flagBy: null,
    forgetful: false,
    price: null,
    listing: null,
    createdAt: 1000,
    ...told,
  }
}

export function aSession(told: Partial<Session> & { vehicle: string }): Session {
  return {
    id: key('session'),
    place: null,
    flag: 'pending',
    status: 'completed',
    startedAt: 1000,
    firstAt: 1000,
    seenAt: 2000,
    endedAt: 2000,
    heardAt: 2000,
    socStart: 41.5,
    socEnd: 80,
    energyKwh: 17.2,
    maxPowerKw: 6.6,
    odometerKm: null,
    endReason: null,
    abortReason: null,
    post: 'A3',
    listing: 'ocm:15497',
    comment: null,
    publicId: null,
    revision: 0,
    flagBy: null,
    withdrawnOn: null,
    untoldOn: null,
    witness: null,
    ...told,
  }
}

export function aFact(told: Partial<Fact> = {}): Fact {
  return {
    key: key('#c'),
    type: 'charge.updated',
    at: 1000,
    place: null,
    soc: 41.5,
    energyKwh: null,
    powerKw: 6.6,
    durationS: 60,
    odometerKm: null,
    reason: null,
    ...told,
  }
}

export function aQuestion(
  told: Partial<Question> & { owner: string; vehicle: string; session: string },
): Question {
  return {
    id: key('question'),
    kind: 'share',
    state: 'open',
    choice: null,
    askedAt: 1000,
    remindAt: 5000,
    expiresAt: 9000,
    answeredAt: null,
    ...told,
  }
}

export function aSubscription(told: Partial<Subscription> & { owner: string }): Subscription {
  const id = key('phone')
  const endpoint = `https://push.example.org/${id}`
  const keys = { p256dh: 'p', auth: 'a' }
  const said = { label: null, language: null, createdAt: 1000 }
  const heard = { lastShownAt: null, unshown: 0, unshownSince: null }
  return { id, endpoint, ...keys, ...said, ...heard, ...told }
}

export function aPartner(told: Partial<Partner> = {}): Partner {
  return {
    id: key('partner'),
    name: 'Open Charge Map',
    email: 'feed@example.org',
    license: 'CC-BY-4.0',
    createdAt: 1000,
    pushUrl: 'https://partner.example.org/hook',
    pushEnabled: true,
    pushState: 'proven',
    suspendedAt: null,
    wishes: unasked,
    secrets: { current: { secret: 'whsec_c2VjcmV0', key: 'whsk_a2V5' }, old: null },
    ...told,
  }
}

export function aLane(told: Partial<Lane> & { partner: string }): Lane {
  return {
    cursorSeq: 0,
    aimSeq: null,
    tries: 0,
    dueAt: null,
    failingSince: null,
    breaker: closed,
    allowedRate: null,
    paidUntil: 0,
    ...told,
  }
}

export function aLetter(told: Partial<Letter> & { partner: string }): Letter {
  return {
    id: key('letter'),
    at: 1000,
    from: 1,
    to: 2,
    session: null,
    about: null,
    isReplay: false,
    state: 'waiting',
    tries: 0,
    dueAt: 1000,
    status: null,
    ...told,
  }
}

export function aDelivery(told: Partial<Delivery> & { partner: string }): Delivery {
  return {
    id: key('delivery'),
    message: 'msg_1',
    kind: 'events',
    at: 1000,
    firstSeq: 1,
    lastSeq: 2,
    events: 2,
    superseded: 0,
    status: 200,
    error: null,
    ms: 12,
    answer: '',
    ...told,
  }
}

export function anEvent(told: Partial<Draft> = {}): Draft {
  return {
    type: 'charge.started',
    publishedAt: 1000,
    session: key('public'),
    revision: 1,
    body: '{"type":"charge.started"}',
    ...told,
  }
}

/** An owner with a car. */
export async function motorist(tables: Tables, told: Partial<Vehicle> = {}) {
  const owner = anOwner()
  const vehicle = aVehicle({ owner: owner.id, ...told })
  await tables.owners.add(owner)
  await tables.vehicles.add(vehicle, `secret of ${vehicle.id}`)
  return { owner, vehicle }
}

/** … that has charged, with an open question whether to share it. */
export async function charged(tables: Tables) {
  const { owner, vehicle } = await motorist(tables)
  const place = aPlace({ vehicle: vehicle.id })
  const session = aSession({ vehicle: vehicle.id, place: place.id })
  const about = { owner: owner.id, vehicle: vehicle.id, session: session.id }
  const question = aQuestion(about)
  await tables.places.keep(place, vehicle)
  await tables.sessions.add(session)
  await tables.questions.add(question)
  return { owner, vehicle, place, session, question }
}
