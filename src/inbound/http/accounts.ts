/** What owners call for their accounts: signing up, in and out, export and erasure. */
import { z } from 'zod'
import { Language } from '../../domain/notices/wishes.ts'
import { line, rfc3339 } from '../../domain/text.ts'
import type { Owner } from '../../flows/tables.ts'
import type { Service } from '../../flows/service.ts'
import { showCharging } from './chargers/driver.ts'
import { showReading } from './chargers/transaction.ts'
import { showContribution } from './contributions.ts'
import { COOKIES, cookie } from './cookies.ts'
import { newPassword, OwnerView, showOwner } from './profile.ts'
import { type AnyRoute, route } from './route.ts'
import { showCharge, showLocation, showQuestion, showVehicle, zonedOrNull } from './views.ts'

const email = z.email().max(254).meta({ example: 'jimbo@example.org' })

const NewOwner = z
  .strictObject({
    email,
    password: newPassword,
    name: line(100).optional(),
    language: Language.optional(),
  })
  .meta({ id: 'NewOwner', example: { email: 'jimbo@example.org', password: 'a long pass phrase' } })
const Credentials = z.strictObject({ email: line(254), password: z.string().max(200) }).meta({
  id: 'Credentials',
  example: { email: 'jimbo@example.org', password: 'a long pass phrase' },
})
const SignedIn = z
  .strictObject({ owner: OwnerView, token: z.string().meta({ description: 'Shown this once' }) })
  .meta({ id: 'SignedIn' })

/** The routes of owners' accounts. */
export function accountRoutes(service: Service, cookieDays: number): AnyRoute[] {
  return [...doorRoutes(service, cookieDays), ...ownRoutes(service)]
}

function doorRoutes(service: Service, cookieDays: number): AnyRoute[] {
  return [
    route({
      method: 'post',
      path: '/v1/owners',
      tag: 'Owners',
      summary: 'Sign up',
      auth: 'anyone',
      limit: 'signUp',
      body: NewOwner,
      answers: { 201: { description: 'The account, signed in', schema: SignedIn } },
      handle: async ({ body }) => signedIn(await service.signUp(body)),
    }),
    route({
      method: 'post',
      path: '/v1/sessions',
      tag: 'Owners',
      summary: 'Sign in; sets the cookie of the web app too',
      auth: 'anyone',
      limit: 'signIn',
      body: Credentials,
      answers: { 201: { description: 'Signed in', schema: SignedIn } },
      handle: async ({ body }) => {
        const answer = signedIn(await service.signIn(body.email, body.password))
        return { ...answer, headers: cookies(answer.body.token, cookieDays * 86_400) }
      },
    }),
    route({
      method: 'delete',
      path: '/v1/sessions/current',
      tag: 'Owners',
      summary: 'Sign out',
      auth: 'owner',
      answers: { 204: { description: 'Signed out' } },
      handle: async ({ token }) => {
        await service.signOut(token)
        return { status: 204, headers: cookies('', 0) }
      },
    }),
  ]
}

function ownRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/v1/owners/me/export',
      tag: 'Owners',
      summary: 'Everything that is kept about the owner, as one JSON file',
      auth: 'owner',
      answers: { 200: { description: 'The file' } },
      handle: async ({ caller }) => {
        const body = exported(caller, await service.exportOwner(caller.id))
        const headers = { 'content-disposition': 'attachment; filename="chargeshare.json"' }
        return { status: 200, body, headers }
      },
    }),
    route({
      method: 'delete',
      path: '/v1/owners/me',
      tag: 'Owners',
      summary: 'Erase the account and all its data, and take back what was shared',
      auth: 'owner',
      answers: { 204: { description: 'Erased' } },
      handle: async ({ caller }) => {
        await service.eraseOwner(caller.id)
        return { status: 204, headers: cookies('', 0) }
      },
    }),
  ]
}

type Held = Awaited<ReturnType<Service['exportOwner']>>

function exported(owner: Owner, held: Held) {
  return {
    owner: { ...showOwner(owner), account: owner.account },
    vehicles: held.vehicles.map((vehicle, i) => ({
      ...showVehicle(vehicle),
      lastFix: vehicle.fix && { ...vehicle.fix, at: rfc3339(vehicle.fix.at) },
      messages: (held.messages[i] ?? []).map(showFact),
      telemetry: held.telemetry[i] ?? null,
      moduleLog: (held.records[i] ?? []).map((line) => ({ ...line, at: rfc3339(line.at) })),
    })),
    consents: held.consents.map(({ id: _, at, ...consent }) => ({ at: rfc3339(at), ...consent })),
    locations: held.locations.map(showLocation),
    charges: held.charges.map(showCharge),
    contributions: held.contributions.map(showContribution),
    questions: held.questions.map(showQuestion),
    idTags: held.idTokens.map(showTag),
    chargings: held.chargings.map((charging, i) => ({
      ...showCharging(charging),
      idTag: charging.transaction.idTag,
      series: (held.readings[i] ?? []).map(showReading),
    })),
    commands: held.commands.map(showCommand),
    subscriptions: held.subscriptions.map(showSubscription),
    checkIns: {
      agreed: held.checkInWish && {
        at: rfc3339(held.checkInWish.since),
        textVersion: held.checkInWish.textVersion,
      },
      made: held.checkIns.map(({ session, state }) => ({ charge: session, state })),
    },
    signIns: held.logins.map(({ createdAt, expiresAt }) => ({
      at: rfc3339(createdAt),
      until: rfc3339(expiresAt),
    })),
    notHeld: [
      'positions of places that are never shared: erased when that was chosen; what is left are keyed tokens that say nothing',
      'positions and odometer readings inside charge messages: used once and not kept',
      'positions inside the logs of modules; all but the last of what modules tell of the car',
      'charges at places where they are forgotten: only months and counts are kept',
      'passwords and tokens: only their hashes are kept (a module’s secret also encrypted)',
    ],
  }
}

/** A tag by which he charges at chargers of this server, and where he showed it last. */
function showTag({ label, type, status, parent, seenOn, ...token }: Held['idTokens'][number]) {
  const { expiresAt, seenAt } = token
  return {
    idTag: label,
    ...{ type, status, parent, seenOn },
    expiresAt: zonedOrNull(expiresAt),
    seenAt: zonedOrNull(seenAt),
  }
}

/** What he asked a charger for, and what came of it. */
function showCommand({ charger, action, payload, at, state }: Held['commands'][number]) {
  return { charger, action, payload, at: rfc3339(at), state }
}

/** Without the keys that encrypt what is pushed to it. */
function showSubscription(device: Held['subscriptions'][number]) {
  const { id, endpoint, label, language, createdAt, lastShownAt, unshown } = device
  const shown = zonedOrNull(lastShownAt)
  return {
    id,
    endpoint,
    label,
    language,
    createdAt: rfc3339(createdAt),
    lastShownAt: shown,
    unshown,
  }
}

/** What is kept of a message; its place is the id of a location. */
function showFact({ key, odometerKm: _, ...fact }: Held['messages'][number][number]) {
  return { ...fact, id: key.startsWith('#') ? key.slice(1) : null, at: rfc3339(fact.at) }
}

function signedIn({ owner, token }: { owner: Owner; token: string }) {
  return { status: 201, body: { owner: showOwner(owner), token } }
}

/** Beside the session, out of reach of scripts, a word for them: whether it is worth asking who is here. */
function cookies(token: string, seconds: number): Record<string, string[]> {
  const word = `signed-in=1; Path=/; Max-Age=${seconds}; Secure; SameSite=Lax`
  return { 'set-cookie': [cookie(COOKIES.owner, token, seconds), word] }
}
