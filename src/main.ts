/** One process: reads the settings, opens the house, waits for a signal, closes. */
import { resolve } from 'node:path'
import closeWithGrace from 'close-with-grace'
import { type House, open } from './app.ts'
import { readSettings, secretsOf } from './config.ts'
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
  const { code = '', message } = error as { code?: string; message: string }
  const said = message || code
  if (/^(EADDRINUSE|EACCES)$/.test(code)) return `${said}: choose another CHARGESHARE_PORT`
  if (/^(EADDRNOTAVAIL|ENOTFOUND)$/.test(code)) return `${said}: see CHARGESHARE_HOST`
  if (code.startsWith('SQLITE_')) return `${said}: see the database in CHARGESHARE_DATA`
  if (/^(ECONNREFUSED|ETIMEDOUT|28\w{3}|3D000)$/.test(code)) {
    return `${said}: see CHARGESHARE_DATABASE_URL`
  }
  return said
}

function welcome({ url, secrets }: House, data: string, isPostgres: boolean): void {
  const lines = [
    `ChargeShare is running at ${url}`,
    `  pages           ${url}/`,
    `  API documents   ${url}/docs`,
    `  data and keys   ${data}${isPostgres ? ' (keys; the data are in PostgreSQL)' : ''}`,
    ...(secrets.isTokenNew ? [`  operator token  ${secrets.operatorToken} (shown once)`] : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
