/** Joins the rooms into one house: the same for production and for tests, closed in reverse. */
import { readFileSync } from 'node:fs'
import type { SecureContextOptions } from 'node:tls'
import { backupTo } from './backup.ts'
import { authorityOf, certificateOf } from './certificate.ts'
import type { Given, Settings } from './config.ts'
import { doorsOf } from './domain/doors.ts'
import type { World } from './flows/ports.ts'
import type { Service } from './flows/service.ts'
import { furnish, type Opened, type Overrides, type Rooms, version } from './furnish.ts'
import { type HttpServer, openHttp } from './inbound/http/server.ts'
import { type MqttServer, openMqtt } from './inbound/mqtt/server.ts'
import { type Garage, openGarage } from './inbound/ovms/garage.ts'
import { openOvms, type OvmsServer } from './inbound/ovms/server.ts'
import { openOcpp, type OcppServer } from './inbound/ocpp/server.ts'
import { openTimer } from './inbound/timer.ts'
import { upgrading } from './inbound/upgrade.ts'
import { openWarden, type Warden } from './inbound/warden.ts'

const LICENSE = new URL('../config/licenses/CC-BY-4.0.md', import.meta.url)

export type House = Opened & {
  http: HttpServer
  ovms: OvmsServer
  mqtt: MqttServer
  ocpp: OcppServer
  /** The port of HTTP over TLS; null where there is no certificate. */
  httpsPort: number | null
  /** Where the server is reached on this machine; known once it listens. */
  url: string
} & Closing

type Closing = { close: () => Promise<void> }

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
): Promise<Pick<House, 'http' | 'ovms' | 'mqtt' | 'ocpp' | 'httpsPort' | 'url'>> {
  const { log } = world
  const garage = openGarage(world.clock)
  const warden = openWarden(service, garage, log)
  world.locks.watch((of) => void warden.look(of).catch(() => undefined))
  const tls = certificateOf(settings)
  const authority = authorityOf(settings)
  await world.authority?.ready()
  const http = openHttp(service, garage, {
    rateLimits: settings.rateLimits === 'on',
    checkAnswers: overrides.checkAnswers ?? false,
    cookieDays: settings.loginDays,
    licenseText: readFileSync(LICENSE, 'utf8'),
    ...{ version, publicUrl: world.policy.publicUrl },
    ocppUrl: settings.publicUrl && `${world.policy.publicUrl.replace(/^http/, 'ws')}/ocpp`,
    tls: tls && { ...tls, ...authority },
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
  const ocpp = await receiveChargers(http, service, settings, log)
  if (overrides.timer !== false) {
    const { cron } = settings.backup
    const run = (now: number) => backupTo(world.store, settings, now)
    const backup = cron === null ? null : { cron, run }
    const tick = async (now: number) => {
      await ovms.tick(now)
      // Not awaited: chargers are kept alive also while the database is in trouble.
      void ocpp.tick(now)
      await warden.tick(now)
    }
    const timer = openTimer(service, { bell: world.bell, log, backup, cut, tick })
    rooms.push(timer.close)
  }
  rooms.push(http.close)
  // Before it: the HTTP server waits for all its connections, and chargers stay.
  rooms.push(ocpp.close)
  const port = await http.listen(settings.port, settings.host)
  const tlsPort = portOf(settings.httpsPort)
  const httpsPort = tlsPort === null ? null : await http.listenTls?.(tlsPort, settings.host)
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  const url = `http://${host}:${port}`
  // A free port is known only now.
  if (settings.publicUrl === null) world.policy.publicUrl = url
  world.policy.modules = doorsOf(settings, world.policy.publicUrl, { ovms, mqtt })
  return { http, ovms, mqtt, ocpp, httpsPort: httpsPort ?? null, url }
}

/** Chargers come by the ports of HTTP, with TLS and without. */
async function receiveChargers(
  { server, secure }: HttpServer,
  service: Service,
  { rateLimits }: Settings,
  log: World['log'],
): Promise<OcppServer> {
  const ocpp = await openOcpp(service, { rateLimits: rateLimits === 'on', log })
  upgrading(server, 'connection', ocpp.upgrade)
  if (secure) upgrading(secure, 'secureConnection', ocpp.upgrade)
  return ocpp
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
