/** Furnishes the house: everything behind the servers, for production, tests and the operator's commands. */
import { readFileSync } from 'node:fs'
import { randomInt, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { issuerOf } from './certificate.ts'
import type { Given, Settings } from './config.ts'
import { nowhere } from './domain/doors.ts'
import { tokenHash } from './flows/credentials.ts'
import { claim, lostKey } from './flows/keys.ts'
import type { World } from './flows/ports.ts'
import { serve, type Service } from './flows/service.ts'
import { openAuthority } from './outbound/authority.ts'
import { lookerFor } from './inbound/ocpp/schemas.ts'
import { openBell } from './outbound/bell.ts'
import { openDepot } from './outbound/depot.ts'
import { openGuard } from './outbound/guard.ts'
import { openIds } from './outbound/ids.ts'
import { openLines } from './outbound/lines.ts'
import { openLocks } from './outbound/locks.ts'
import { openLog } from './outbound/log.ts'
import { openMail, type OpenMail } from './outbound/mail.ts'
import { openMeter } from './outbound/meter.ts'
import { openNtfy } from './outbound/ntfy.ts'
import { openOcm } from './outbound/ocm.ts'
import { openOcpi } from './outbound/ocpi.ts'
import { passwords } from './outbound/passwords.ts'
import { pictures } from './outbound/pictures.ts'
import { openRequest } from './outbound/request.ts'
import { openTrunks } from './outbound/upstream.ts'
import { openVault } from './outbound/vault.ts'
import { openWebhook } from './outbound/webhook.ts'
import { makeVapidKeys, openPush } from './outbound/webpush.ts'
import { policyOf } from './policy.ts'
import { openRing, type Ring } from './ring.ts'
import { openSecrets, type Secrets } from './secrets.ts'
import { Misset } from './settings.ts'
import { ocmOptions } from './sources.ts'
import { openStore, type Where } from './store/open.ts'

export const version = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
).version

/** What a test may swap; everything else is the real thing. */
export type Overrides = Partial<Pick<World, 'clock' | 'chance' | 'log'>> & {
  /** No jobs by the clock and no couriers: the test calls the flows itself. */
  timer?: boolean
  /** An answer that is not what the API document says is a fault. */
  checkAnswers?: boolean
  /** A transaction inside another one is a fault, told at once. */
  checkWrites?: boolean
  /** Opens a database of another key too, and makes no key for it: to look, and to mend. */
  anyKey?: boolean
  /** Takes free ports where the settings name some, for servers that are not to meet. */
  freePorts?: boolean
  /** How long one request to the outside may take, in milliseconds. */
  requestMs?: number
}

/** All but servers and jobs. */
export type Opened = {
  service: Service
  world: World & { meter: ReturnType<typeof openMeter> }
  secrets: Secrets
  ring: Ring
  /** Ends all requests to the outside at once. */
  cut: () => Promise<void>
}

/** What is to be closed again, in reverse. */
export type Rooms = (() => Promise<void>)[]

/** Opens all but servers and jobs; what must be closed is put into `rooms`. */
export async function furnish(
  settings: Settings,
  given: Given,
  overrides: Overrides,
  rooms: Rooms,
): Promise<Opened> {
  const { clock = Date.now, chance = () => randomInt(2 ** 32) / 2 ** 32 } = overrides
  const { log = openLog(settings.logLevel) } = overrides
  const issuer = issuerOf(settings, clock())
  const ring = openRing(settings.data, given)
  const vault = openVault(ring.keys)
  const store = await openStore(whereOf(settings), vault, log, overrides)
  rooms.push(store.close)
  if (!overrides.anyKey) await unite(ring, { store, vault })
  const secrets = openSecrets(settings.data, given, makeVapidKeys)
  const policy = { ...policyOf(settings), modules: nowhere }
  const lines = openLines()
  const out = waysOut({ settings, given, overrides, policy, secrets, clock, chance, log }, rooms)
  const world = {
    policy,
    operatorHash: tokenHash('operator', secrets.operatorToken),
    store,
    vault,
    passwords,
    ...out.ways,
    authority: issuer && openAuthority(issuer),
    holder: settings.databaseUrl === null ? 'alone' : randomUUID(),
    house: await houseOf(store),
    depot: openDepot(join(settings.data, 'bulk')),
    clock,
    chance,
    ids: openIds(clock),
    pictures,
    bell: openBell(),
    locks: openLocks(),
    lines,
    meter: openMeter(() => lines.here().length),
    log,
  }
  return { service: serve(world), world, secrets, ring, cut: out.cut }
}

type Outside = Pick<World, 'policy' | 'clock' | 'chance' | 'log'> & {
  settings: Settings
  given: Given
  overrides: Overrides
  secrets: Secrets
}

/** All that reaches others; `cut` breaks off what is under way. */
function waysOut(
  { settings, given, overrides, policy, secrets, clock, chance, log }: Outside,
  rooms: Rooms,
) {
  // Our own address is known for sure only once the servers listen.
  const publicUrl = () => policy.publicUrl
  const guard = openGuard(settings.allowPrivateUrls, undefined, publicUrl)
  const request = openRequest(guard, clock, overrides.requestMs)
  rooms.push(request.close)
  const trunks = openTrunks({
    // The operator names backends, not a stranger: they may stand in his own network.
    guard: openGuard(true, undefined, publicUrl),
    chance,
    log,
    nextId: randomUUID,
    lookFor: lookerFor,
    patienceMs: overrides.requestMs,
  })
  rooms.push(trunks.close)
  const mail = mailOf(settings)
  rooms.push(async () => mail?.close())
  const ways = {
    push: openPush({ vapid: { ...secrets.vapid, subject: settings.contact }, request }),
    ntfy: openNtfy({ request, guard }),
    mail,
    webhook: openWebhook({ request, guard, publicUrl }),
    ocpi: openOcpi({ request, guard }),
    ocm: openOcm(request, ocmOptions(settings.ocm, given.ocmKey, { version, publicUrl })),
    trunks,
  }
  const cut = async () => {
    mail?.close()
    await request.close()
  }
  return { ways, cut }
}

/** null where no mail server is set. */
function mailOf({ smtpUrl, mailFrom, contact }: Settings): OpenMail | null {
  if (smtpUrl === null) return null
  const from = mailFrom ?? /^mailto:(.+)$/.exec(contact)?.[1]
  if (from !== undefined) return openMail({ url: smtpUrl, from })
  throw new Misset(['CHARGESHARE_SMTP_URL needs CHARGESHARE_MAIL_FROM: whom the mails are from'])
}

/** Keys and database belong together; a key is written only where no other one is needed. */
async function unite(ring: Ring, world: Pick<World, 'store' | 'vault'>): Promise<void> {
  await refuseLost(world)
  ring.save()
  await claim(world)
  // Another process may have claimed it in between.
  await refuseLost(world)
}

async function refuseLost(world: Pick<World, 'store' | 'vault'>): Promise<void> {
  const lost = await lostKey(world)
  if (lost === null) return
  throw new Misset([
    `the database needs the key ${lost}, which is not in the key file: bring back the old file, or ` +
      'go on without what it sealed: npm run cli -- keys accept-loss',
  ])
}

/** The feed's generation is of this database alone: a copy of it is another house. */
async function houseOf({ read }: World['store']): Promise<string> {
  return tokenHash('house', (await read.meta.get('epoch')) ?? '').slice(0, 22)
}

function whereOf({ databaseUrl, data }: Settings): Where {
  return databaseUrl === null ? { file: join(data, 'chargeshare.db') } : { url: databaseUrl }
}
