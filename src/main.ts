/** One process: reads the settings, opens the house, waits for a signal, closes. */
import { resolve } from 'node:path'
import closeWithGrace from 'close-with-grace'
import { type House, open } from './app.ts'
import { explained, readSettings, secretsOf } from './config.ts'
import { Misset } from './settings.ts'

// What this process makes is its own affair: the database and its copies too.
process.umask(0o077)

try {
  const settings = readSettings(process.env)
  const house = await open(settings, secretsOf(process.env))
  welcome(house, resolve(settings.data), settings.databaseUrl !== null)
  // Ten seconds from the signal to the end, whatever still hangs.
  closeWithGrace({ delay: 9000, logger: false }, async ({ err }) => {
    if (err) house.world.log.error({ error: String(err.stack) }, 'stopping after a fault')
    await house.close()
  })
} catch (error) {
  const faults = error instanceof Misset ? error.faults : [inWords(error)]
  for (const fault of faults) process.stderr.write(`ChargeShare cannot start: ${fault}\n`)
  process.exitCode = 1
}

/** What the system says, with the setting that can change it. */
function inWords(error: unknown): string {
  const { code = '', message, port } = error as { code?: string; message: string; port?: number }
  const said = message || code
  if (/^(EADDRINUSE|EACCES)$/.test(code)) return `${said}: choose another ${portName(port)}`
  if (/^(EADDRNOTAVAIL|ENOTFOUND)$/.test(code)) return `${said}: see CHARGESHARE_HOST`
  if (code.startsWith('SQLITE_')) return `${said}: see the database in CHARGESHARE_DATA`
  if (/^(ECONNREFUSED|ETIMEDOUT|28\w{3}|3D000)$/.test(code)) {
    return `${said}: see CHARGESHARE_DATABASE_URL`
  }
  return said
}

/** The setting that names a port. */
function portName(port: number | undefined): string {
  const ports = explained(readSettings(process.env)).filter(({ key }) => /port$/i.test(key))
  return ports.find(({ value }) => value === port)?.env ?? 'CHARGESHARE_PORT'
}

function welcome(
  { url, secrets, ovms, mqtt, httpsPort }: House,
  data: string,
  isPostgres: boolean,
): void {
  const ports = (plain: number | null, tls: number | null) =>
    [plain, ...(tls === null ? [] : [`${tls} (TLS)`])].filter((port) => port !== null).join(', ')
  const [v2, v3] = [ports(ovms.port, ovms.tlsPort), ports(mqtt.port, mqtt.tlsPort)]
  const lines = [
    `ChargeShare is running at ${url}`,
    `  pages           ${url}/`,
    `  API documents   ${url}/docs`,
    ...(httpsPort === null ? [] : [`  HTTPS           port ${httpsPort}`]),
    ...(v2 === '' ? [] : [`  OVMS v2         port ${v2}`]),
    `  OCPP            ${url.replace(/^http/, 'ws')}/ocpp/<identity>`,
    ...(v3 === '' ? [] : [`  OVMS v3, MQTT   port ${v3}`]),
    `  data and keys   ${data}${isPostgres ? ' (keys; the data are in PostgreSQL)' : ''}`,
    ...(secrets.isTokenNew ? [`  operator token  ${secrets.operatorToken} (shown once)`] : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
