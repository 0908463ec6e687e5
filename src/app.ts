/** Joins the rooms into one house: the same for production and for tests, closed in reverse. */
import { readFileSync } from 'node:fs'
import { randomInt, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { SecureContextOptions } from 'node:tls'
import { backupTo } from './backup.ts'
import { certificateOf } from './certificate.ts'
import type { Given, Settings } from './config.ts'
import { doorsOf, nowhere } from './domain/doors.ts'
import { tokenHash } from './flows/credentials.ts'
import { claim, lostKey } from './flows/keys.ts'
import type { World } from './flows/ports.ts'
import { serve, type Service } from './flows/service.ts'
import { type HttpServer, openHttp } from './inbound/http/server.ts'
import { type MqttServer, openMqtt } from './inbound/mqtt/server.ts'
import { type Garage, openGarage } from './inbound/ovms/garage.ts'
import { openOvms, type OvmsServer } from './inbound/ovms/server.ts'
import { openTimer } from './inbound/timer.ts'
import { openWarden, type Warden } from './inbound/warden.ts'
import { openBell } from './outbound/bell.ts'
import { openDepot } from './outbound/depot.ts'
import { openGuard } from './outbound/guard.ts'
import { openIds } from './outbound/ids.ts'
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
import { openVault } from './outbound/vault.ts'
import { openWebhook } from './outbound/webhook.ts'
import { makeVapidKeys, openPush } from './outbound/webpush.ts'
import { policyOf } from './policy.ts'
import { openRing, type Ring } from './ring.ts'
import { openSecrets, type Secrets } from './secrets.ts'
import { Misset } from './settings.ts'
import { ocmOptions } from './sources.ts'
import { openStore, type Where } from './store/open.ts'

const root = new URL('../', import.meta.url)
export const version = (
  JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string }
).version

/** What a test may swap; everything else is the real thing. */
export type Overrides = Partial<Pick<World, 'clock' | 'chance' | 'log'>> & {
  /** No jobs by the clock and no couriers: the test calls the flows itself. */
  timer?: boolean
  /** An answer that is not what the API document says is a fault. */
  checkAnswers?: boolean
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

export type House = Opened & {
  http: HttpServer
  ovms: OvmsServer
  mqtt: MqttServer
  /** The port of HTTP over TLS; null where there is no certificate. */
  httpsPort: number | null
  /** Where the server is reached on this machine; known once it listens. */
  url: string
} & Closing

type Closing = { close: () => Promise<void> }
type Rooms = Closing['close'][]

const nothingGiven: Given = { operatorToken: null, secretKey: null, secretKeyFile: null }

/** Opens the whole house and listens. What cannot be opened is thrown after the rest is closed. */
export function open(
  settings: Settings,
  given: Given = nothingGiven,
  overrides: Overrides = {},
): Promise<House> {
  return closable(async (rooms) => {
    const opened = await furnish(settings, given, overrides, rooms)
    return { ...opened, ...(await start(settings, opened, overrides, rooms)) }
  })
}

/** The same without servers and jobs, for the operator's commands; also beside a running house. */
export function openWorld(
  settings: Settings,
  given: Given = nothingGiven,
  overrides: Overrides = {},
): Promise<Opened & Closing> {
  return closable((rooms) => furnish(settings, given, overrides, rooms))
}

async function closable<T>(build: (rooms: Rooms) => Promise<T>): Promise<T & Closing> {
  const rooms: Rooms = []
  const close = async () => {
    for (const shut of rooms.splice(0).reverse()) await shut()
  }
  try {
    return { ...(await build(rooms)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function start(
  settings: Settings,
  { service, world, cut }: Opened,
  overrides: Overrides,
  rooms: Rooms,
): Promise<Pick<House, 'http' | 'ovms' | 'mqtt' | 'httpsPort' | 'url'>> {
  const { log } = world
  const garage = openGarage(world.clock)
  const warden = openWarden(service, garage, log)
  world.locks.watch((of) => void warden.look(of).catch(() => undefined))
  const tls = certificateOf(settings)
  const http = openHttp(service, garage, {
    rateLimits: settings.rateLimits === 'on',
    checkAnswers: overrides.checkAnswers ?? false,
    cookieDays: settings.loginDays,
    licenseText: readFileSync(new URL('config/licenses/CC-BY-4.0.md', root), 'utf8'),
    version,
    publicUrl: world.policy.publicUrl,
    tls,
    brokerUrl: settings.mqttUrl,
    mapTiles: world.policy.mapTiles,
    metrics: world.meter,
    checkStore: () =>
      world.store.write((tables) => tables.meta.set('checked', String(world.clock()))),
    log,
  })
  const portOf = (port: number) => (port === 0 ? null : overrides.freePorts ? 0 : port)
  const { ovms, mqtt } = await listen(
    { service, garage, warden, log, tls, settings, portOf },
    rooms,
  )
  if (overrides.timer !== false) {
    const { cron } = settings.backup
    const run = (now: number) => backupTo(world.store, settings, now)
    const backup = cron === null ? null : { cron, run }
    const tick = async (now: number) => {
      await ovms.tick(now)
      await warden.tick(now)
    }
    const timer = openTimer(service, { bell: world.bell, log, backup, cut, tick })
    rooms.push(timer.close)
  }
  rooms.push(http.close)
  const port = await http.listen(settings.port, settings.host)
  const tlsPort = portOf(settings.httpsPort)
  const httpsPort = tlsPort === null ? null : await http.listenTls?.(tlsPort, settings.host)
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  const url = `http://${host}:${port}`
  // A free port is known only now.
  if (settings.publicUrl === null) world.policy.publicUrl = url
  world.policy.modules = doorsOf(settings, world.policy.publicUrl, { ovms, mqtt })
  return { http, ovms, mqtt, httpsPort: httpsPort ?? null, url }
}

type Listening = {
  service: Service
  garage: Garage
  warden: Warden
  log: World['log']
  tls: SecureContextOptions | null
  settings: Settings
  /** null: nothing is served there. */
  portOf: (port: number) => number | null
}

/** The rooms that modules and apps of OVMS call. */
async function listen(
  { service, garage, warden, log, tls, settings, portOf }: Listening,
  rooms: Rooms,
): Promise<Pick<House, 'ovms' | 'mqtt'>> {
  const { host, rateLimits, ovmsPort, ovmsTlsPort, mqttPort, mqttTlsPort, mqttUrl } = settings
  const common = { host, warden, tls, rateLimits: rateLimits === 'on', log }
  const ovms = await openOvms(service, garage, {
    ...common,
    port: portOf(ovmsPort),
    tlsPort: portOf(ovmsTlsPort),
    version,
  })
  rooms.push(ovms.close)
  const mqtt = await openMqtt(service, garage, {
    ...common,
    port: portOf(mqttPort),
    tlsPort: portOf(mqttTlsPort),
    url: mqttUrl,
  })
  rooms.push(mqtt.close)
  return { ovms, mqtt }
}

async function furnish(
  settings: Settings,
  given: Given,
  overrides: Overrides,
  rooms: Rooms,
): Promise<Opened> {
  const { clock = Date.now, chance = () => randomInt(2 ** 32) / 2 ** 32 } = overrides
  const { log = openLog(settings.logLevel) } = overrides
  const ring = openRing(settings.data, given)
  const vault = openVault(ring.keys)
  const store = await openStore(whereOf(settings), vault, log)
  rooms.push(store.close)
  if (!overrides.anyKey) await unite(ring, { store, vault })
  const secrets = openSecrets(settings.data, given, makeVapidKeys)
  const policy = policyOf(settings)
  const guard = openGuard(settings.allowPrivateUrls, undefined, () => policy.publicUrl)
  const request = openRequest(guard, clock, overrides.requestMs)
  rooms.push(request.close)
  const mail = mailOf(settings)
  rooms.push(async () => mail?.close())
  const cut = async () => {
    mail?.close()
    await request.close()
  }
  const world = {
    policy: { ...policy, modules: nowhere },
    operatorHash: tokenHash('operator', secrets.operatorToken),
    store,
    vault,
    passwords,
    push: openPush({ vapid: { ...secrets.vapid, subject: settings.contact }, request }),
    ntfy: openNtfy({ request, guard }),
    mail,
    webhook: openWebhook({ request, guard, publicUrl: () => policy.publicUrl }),
    holder: settings.databaseUrl === null ? 'alone' : randomUUID(),
    depot: openDepot(join(settings.data, 'bulk')),
    ocpi: openOcpi({ request, guard }),
    ocm: openOcm(
      request,
      ocmOptions(settings.ocm, given.ocmKey, { version, publicUrl: () => policy.publicUrl }),
    ),
    clock,
    chance,
    ids: openIds(clock),
    pictures,
    bell: openBell(),
    locks: openLocks(),
    meter: openMeter(),
    log,
  }
  return { service: serve(world), world, secrets, ring, cut }
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

function whereOf({ databaseUrl, data }: Settings): Where {
  return databaseUrl === null ? { file: join(data, 'chargeshare.db') } : { url: databaseUrl }
}
