/** Examines an installation: what is well, what is risky or broken, and what to do about it. */
import { createECDH } from 'node:crypto'
import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { openWorld } from './app.ts'
import { authorityOf, issuerOf } from './certificate.ts'
import { authorityState } from './domain/chargers/entry/certificate.ts'
import type { Opened } from './furnish.ts'
import { type Given, readSettings, secretsOf, type Settings } from './config.ts'
import { inWords, type KeyState } from './flows/service.ts'
import { makeVapidKeys } from './outbound/webpush.ts'
import { openSecrets, type VapidKeys } from './secrets.ts'
import { type Env, faultsIn } from './settings.ts'

/** A fault keeps the server from running or loses data; a warning is a risk to be taken knowingly. */
export type Grade = 'ok' | 'warn' | 'fault'

/** `says` is what was found and, where it is not well, what to do. */
export type Finding = { check: string; grade: Grade; says: string }

/** What is looked at, and with which eyes; times in milliseconds. */
export type Patient = {
  env: Env
  /** As in `process.versions.node`. */
  node: string
  clock: () => number
  freeBytes: (folder: string) => number
}

const MIB = 2 ** 20
const LEAST_BYTES = 100 * MIB
const ENOUGH_BYTES = 1024 * MIB
/** Nothing of this server was there before. */
const BORN = Date.UTC(2026, 10, 1)
const MINUTE_MS = 60_000

/** This machine as it is. */
export function here(env: Env): Patient {
  const freeBytes = (folder: string) => {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  }
  return { env, node: process.versions.node, clock: Date.now, freeBytes }
}

/** Every finding; nothing that is missing is made by the look. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const rest = await guarded('settings', async () => {
    const settings = readSettings(patient.env)
    const given = secretsOf(patient.env)
    return [
      fine('settings', 'complete and valid'),
      ...(await guarded('data folder', () => onDisk(settings, given, patient))),
      ...(await guarded('authority', async () => [authority(settings, patient.clock())])),
      ...inPublic(settings),
    ]
  })
  return [nodeVersion(patient.node), ...rest]
}

/** What a look throws is a finding too. */
async function guarded(check: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look()
  } catch (error) {
    return faultsIn(error).map((says) => fault(check, says))
  }
}

function nodeVersion(version: string): Finding {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const { engines } = JSON.parse(text) as { engines: { node: string } }
  const [major = 0, minor = 0] = numbersIn(engines.node)
  const [ours = 0, oursMinor = 0] = numbersIn(version)
  const isOld = ours < major || (ours === major && oursMinor < minor)
  return isOld
    ? fault('node', `${version} is too old: install ${engines.node}`)
    : fine('node', version)
}

function numbersIn(text: string): number[] {
  return (text.match(/\d+/g) ?? []).map(Number)
}

async function onDisk(settings: Settings, given: Given, patient: Patient): Promise<Finding[]> {
  const data = resolve(settings.data)
  if (!existsSync(data)) {
    return [warn('data folder', `${data} is not there: the first start of the server makes it`)]
  }
  const file = settings.databaseUrl === null ? join(data, 'chargeshare.db') : null
  const isUsed = file !== null && existsSync(file)
  const keys = keyFiles(data, given, isUsed)
  const isWhole = keys.every(({ grade }) => grade === 'ok')
  return [
    folderMode(data),
    ...keys,
    ...(file ? apart(data, given) : []),
    freeSpace(data, patient),
    // Opening would make what is missing.
    ...(isWhole ? vapidKeys(openSecrets(data, given, makeVapidKeys).vapid) : []),
    ...(file && !isUsed ? [warn('database', `${file} is not there: the next start makes it`)] : []),
    ...(isWhole && (isUsed || !file) ? await database(settings, given, patient.clock()) : []),
  ]
}

function folderMode(folder: string): Finding {
  return isPrivate(folder)
    ? fine('data folder', folder)
    : warn('data folder', `${folder} is open to other users: chmod 700 it`)
}

/** Those that are given by the environment are not looked for. */
function keyFiles(data: string, given: Given, isUsed: boolean): Finding[] {
  const made = ['vapid.json', ...(given.operatorToken === null ? ['operator.token'] : [])]
  const grade = isUsed ? fault : warn
  const missing = 'is missing: bring it back, for the next start makes a new one'
  const own =
    given.secretKey === null && given.secretKeyFile === null ? [join(data, 'secret.key')] : []
  return [
    ...(given.secretKeyFile === null ? [] : [keyFile(given.secretKeyFile, fault, 'is missing')]),
    ...own.map((file) => keyFile(file, grade, isUsed ? 'is missing: bring it back' : missing)),
    ...made.map((name) => keyFile(join(data, name), grade, missing)),
  ]
}

function keyFile(file: string, grade: typeof fault, missing: string): Finding {
  if (!existsSync(file)) return grade('key file', `${file} ${missing}`)
  if (isPrivate(file)) return fine('key file', file)
  return fault('key file', `${file} can be read by others: chmod 600 it`)
}

/** A copy of a folder that holds both gives away what the key is there to protect. */
function apart(data: string, given: Given): Finding[] {
  if (given.secretKey !== null) return []
  const key = given.secretKeyFile ?? join(data, 'secret.key')
  if (relative(data, resolve(key)).startsWith('..')) {
    return [fine('key apart', 'the key lies outside the data folder')]
  }
  const says =
    'key and database lie in one folder, and a backup of that folder holds both: ' +
    'move secret.key away and name it in CHARGESHARE_SECRET_KEY_FILE'
  return [warn('key apart', says)]
}

function freeSpace(folder: string, { freeBytes }: Patient): Finding {
  const free = freeBytes(folder)
  const says = `${Math.floor(free / MIB)} MiB free`
  if (free >= ENOUGH_BYTES) return fine('disk', says)
  return (free < LEAST_BYTES ? fault : warn)('disk', `${says}: make room`)
}

function database(settings: Settings, given: Given, now: number): Promise<Finding[]> {
  return guarded('database', async () => {
    const quiet: Settings = { ...settings, logLevel: 'silent' }
    const house = await openWorld(quiet, given, { anyKey: true })
    try {
      return await inside(house, settings, now)
    } finally {
      await house.close()
    }
  })
}

async function inside({ world, service }: Opened, { databaseUrl }: Settings, now: number) {
  const { read, write } = world.store
  const [newest] = await read.feed.after((await read.feed.last()) - 1, 1)
  const seen = Math.max(Number(await read.meta.get('checked')), newest?.publishedAt ?? 0)
  await write((tables) => tables.meta.set('checked', String(Math.max(seen, now))))
  return [
    fine('database', 'opens and takes writes'),
    // The store refuses to open otherwise.
    ...(databaseUrl === null ? [fine('durability', 'journal mode wal, synchronous full')] : []),
    fine('schema', `version ${await read.meta.get('schema')}`),
    theKey(await service.keys.lost()),
    ...(await service.keys.list()).flatMap(keyState),
    theClock(now, Math.max(seen - MINUTE_MS, BORN)),
  ]
}

function theKey(lost: string | null): Finding {
  if (lost === null) return fine('secret key', 'fits the database')
  const says = `does not open what the database holds: bring back the key ${lost}`
  return fault('secret key', says)
}

function keyState({ id, standing, uses }: KeyState): Finding[] {
  if (standing === 'current') return []
  const needs = inWords(uses)
  if (standing === 'lost') return [warn('lost key', `${id} is needed by ${needs}: bring it back`)]
  if (needs === null) {
    return [warn('old key', `nothing needs ${id} any more: npm run cli -- keys drop ${id}`)]
  }
  if (uses.every(({ kind }) => kind === 'place')) {
    return [fine('old key', `${id} is needed by ${needs} until the next charge there`)]
  }
  return [warn('old key', `${id} is still needed by ${needs}: npm run cli -- keys reseal`)]
}

function vapidKeys({ publicKey, privateKey }: VapidKeys): Finding[] {
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(privateKey, 'base64url')
  if (pair.getPublicKey('base64url') === publicKey) return [fine('vapid keys', 'usable')]
  const says = 'the two halves in vapid.json do not belong together: bring back the old file'
  return [fault('vapid keys', says)]
}

/** What signs the certificates of one's own chargers; what it throws is a fault. */
function authority(settings: Settings, now: number): Finding {
  authorityOf(settings)
  const issuer = issuerOf(settings, now)
  if (!issuer) return fine('authority', 'none: no certificates of chargers are signed here')
  const until = Date.parse(issuer.certificate.validTo)
  const day = new Date(until).toISOString().slice(0, 10)
  const state = authorityState(until, now)
  if (state === 'good') return fine('authority', `signs certificates of chargers until ${day}`)
  const next =
    'make another one (npm run cli -- ocpp authority, in another data folder), put its certificate ' +
    'behind the old one in CHARGESHARE_OCPP_CLIENT_CA_FILE, name its key, and ask each charger for a certificate'
  return state === 'ended'
    ? fault('authority', `ended on ${day}, and with it the certificates of chargers: ${next}`)
    : warn('authority', `ends on ${day}, and with it the certificates of chargers: ${next}`)
}

function theClock(now: number, least: number): Finding {
  const time = new Date(now).toISOString()
  if (now >= least) return fine('clock', time)
  return fault('clock', `${time} is before what this server has already seen: set it right by NTP`)
}

function inPublic({ publicUrl, contact, allowPrivateUrls, rateLimits, ocpp }: Settings): Finding[] {
  return [
    publicUrl?.startsWith('https://')
      ? fine('public url', publicUrl)
      : warn(
          'public url',
          'is not https, and browsers push only to https: set CHARGESHARE_PUBLIC_URL',
        ),
    contact.endsWith('@localhost')
      ? warn('contact', `some push services refuse ${contact}: set CHARGESHARE_CONTACT`)
      : fine('contact', contact),
    allowPrivateUrls
      ? warn('private urls', 'strangers may let the server call private addresses; for tests only')
      : fine('private urls', 'refused'),
    rateLimits === 'on'
      ? fine('rate limits', 'on')
      : warn('rate limits', 'passwords may be guessed without end: set CHARGESHARE_RATE_LIMITS=on'),
    ocpp.enrol === 'refuse'
      ? fine('chargers', 'those alone that are registered')
      : warn(
          'chargers',
          'anybody may connect one, and it is recorded: once yours are there set CHARGESHARE_OCPP_ENROL=refuse',
        ),
    ocpp.unknownTags === 'refuse'
      ? fine('idTags', 'those alone that are registered')
      : warn(
          'idTags',
          'any driver may charge at your chargers: set CHARGESHARE_OCPP_UNKNOWN_TAGS=refuse if that is not meant',
        ),
  ]
}

function fine(check: string, says: string): Finding {
  return { check, grade: 'ok', says }
}

function warn(check: string, says: string): Finding {
  return { check, grade: 'warn', says }
}

function fault(check: string, says: string): Finding {
  return { check, grade: 'fault', says }
}

/** Windows knows no such modes. */
function isPrivate(path: string): boolean {
  return process.platform === 'win32' || (statSync(path).mode & 0o077) === 0
}
