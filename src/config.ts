/** The operator's settings: default file, named file and environment → one checked value. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { validate as isCron } from 'node-cron'
import { z } from 'zod'
import { OcppSettings } from './ocpp.ts'
import {
  type Env,
  explain,
  type Explained,
  matching,
  Misset,
  oneOf,
  readLayers,
  setting,
  whole,
  yesNo,
} from './settings.ts'
import { OpenChargeMap } from './sources.ts'

const DEFAULTS = fileURLToPath(new URL('../config/default.json', import.meta.url))
const CONFIG = 'CHARGESHARE_CONFIG'
const TOKEN = 'CHARGESHARE_OPERATOR_TOKEN'
const KEY = 'CHARGESHARE_SECRET_KEY'
const KEY_FILE = 'CHARGESHARE_SECRET_KEY_FILE'
const OCM_KEY = 'CHARGESHARE_OCM_KEY'
const FOR_TESTS = [
  'CHARGESHARE_TEST_DATABASE_URL',
  'CHARGESHARE_PROPERTY_RUNS',
  'CHARGESHARE_PROPERTY_SEED',
]

/** The host is one and whole: the app's pages may ask no other. */
const TILES = /^https?:\/\/[^\s{}/]+\/(?=\S*\{z\})(?=\S*\{x\})(?=\S*\{y\})\S+$/

const port = whole(0, 65_535)
const days = whole(1, 36_500)

/** Every setting. Durations carry their unit: S seconds, H hours. */
const Schema = z.strictObject({
  port: setting(port, 'CHARGESHARE_PORT', 'Port of the HTTP server; 0 takes a free one.'),
  host: setting(
    matching(/^[^\s/]+$/, 'must be a host name or address'),
    'CHARGESHARE_HOST',
    'Address that all servers listen on.',
  ),
  data: setting(
    matching(/\S/, 'must be a folder'),
    'CHARGESHARE_DATA',
    'Folder of the keys, the SQLite database and its backups.',
  ),
  databaseUrl: setting(
    matching(/^postgres(ql)?:\/\/\S+$/, 'must be a postgres://… address').nullable(),
    'CHARGESHARE_DATABASE_URL',
    'PostgreSQL database; without one, SQLite in the data folder.',
  ),
  publicUrl: setting(
    matching(/^https?:\/\/[^\s/?#]+[^\s?#]*$/, 'must be an http(s)://… address').nullable(),
    'CHARGESHARE_PUBLIC_URL',
    'Where owners open the app; without one, http:// with host and port.',
  ),
  contact: setting(
    matching(/^(mailto:\S+@\S+|https:\/\/\S+)$/, 'must be a mailto: or https:// address'),
    'CHARGESHARE_CONTACT',
    'Whom push services reach about this server (the subject of VAPID, RFC 8292).',
  ),
  logLevel: setting(
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    'CHARGESHARE_LOG_LEVEL',
    'The least important notes that are written.',
  ),
  allowPrivateUrls: setting(
    yesNo,
    'CHARGESHARE_ALLOW_PRIVATE_URLS',
    'Lets strangers name http, loopback and private addresses: for tests and closed networks.',
  ),
  rateLimits: setting(
    oneOf('on', 'off'),
    'CHARGESHARE_RATE_LIMITS',
    'Limits how often one caller may ask; off for tests and load.',
  ),
  smtpUrl: setting(
    matching(/^smtps?:\/\/\S+$/, 'must be an smtp(s)://… address').nullable(),
    'CHARGESHARE_SMTP_URL',
    'Mail server for e-mail to owners, smtps://user:password@host:465; without one, no mail.',
  ),
  mailFrom: setting(
    matching(/^[^\r\n]*[^\s<>@]+@[^\s<>@]+>?$/, 'must be an e-mail address').nullable(),
    'CHARGESHARE_MAIL_FROM',
    'Who writes these mails; without one, the address of contact.',
  ),
  mapTiles: z.strictObject(
    {
      url: setting(
        matching(
          TILES,
          'must be an http(s)://… address with {z}, {x} and {y} in its path',
        ).nullable(),
        'CHARGESHARE_MAP_TILES_URL',
        "Tiles of the app's map, https://host/{z}/{x}/{y}.png; without one, no position leaves here.",
      ),
      attribution: setting(
        matching(/\S/, 'must be a text').nullable(),
        'CHARGESHARE_MAP_TILES_ATTRIBUTION',
        'Whom these tiles are owed to, shown on the map.',
      ),
    },
    'must be an object',
  ),
  ocpi: z.strictObject(
    {
      countryCode: setting(
        matching(/^[A-Z]{2}$/, 'must be two capital letters (ISO 3166)'),
        'CHARGESHARE_OCPI_COUNTRY_CODE',
        'The country of our party in OCPI; XX belongs to none.',
      ),
      partyId: setting(
        matching(/^[A-Z0-9]{3}$/, 'must be three capital letters or digits (ISO 15118)'),
        'CHARGESHARE_OCPI_PARTY_ID',
        'The id of our party in OCPI.',
      ),
      name: setting(
        matching(/^[^\p{Cc}]{1,100}$/u, 'must be a text of at most 100 characters'),
        'CHARGESHARE_OCPI_NAME',
        'What peers are told that we are.',
      ),
    },
    'must be an object',
  ),
  ocm: OpenChargeMap,
  signUp: setting(yesNo, 'CHARGESHARE_SIGN_UP', 'New owners may sign up by themselves.'),
  settleS: setting(
    whole(0, 86_400),
    'CHARGESHARE_SETTLE_S',
    'A restart at the same place within this time continues a session.',
  ),
  silenceH: setting(
    whole(1, 8760),
    'CHARGESHARE_SILENCE_H',
    'A session not heard of for so long is closed, its end unknown.',
  ),
  radiusM: setting(whole(10, 1000), 'CHARGESHARE_RADIUS_M', 'Radius of a new place in metres.'),
  remindH: setting(
    whole(1, 8760),
    'CHARGESHARE_REMIND_H',
    'An unanswered question is pushed once more after this time.',
  ),
  questionDays: setting(
    days,
    'CHARGESHARE_QUESTION_DAYS',
    'An unanswered question expires after this time.',
  ),
  loginDays: setting(days, 'CHARGESHARE_LOGIN_DAYS', 'How long an owner stays signed in.'),
  tokenGraceH: setting(
    whole(0, 8760),
    'CHARGESHARE_TOKEN_GRACE_H',
    'How long an old partner token works after rotation.',
  ),
  messagesDays: setting(
    days,
    'CHARGESHARE_MESSAGES_DAYS',
    'Kept messages of vehicles are deleted after this time.',
  ),
  pushesAtOnce: setting(
    whole(1, 10_000),
    'CHARGESHARE_PUSHES_AT_ONCE',
    'How many messages to partners may be under way at once.',
  ),
  deliveriesDays: setting(
    days,
    'CHARGESHARE_DELIVERIES_DAYS',
    'The log of deliveries to partners is deleted after this time.',
  ),
  feedDays: setting(
    days,
    'CHARGESHARE_FEED_DAYS',
    'What partners were told is thinned out after this time: the last state of each charge stays.',
  ),
  questionsDays: setting(
    days,
    'CHARGESHARE_QUESTIONS_DAYS',
    'Settled questions are deleted after this time.',
  ),
  fixH: setting(
    whole(1, 8760),
    'CHARGESHARE_FIX_H',
    "A vehicle's last fix is forgotten after this time.",
  ),
  undecidedDays: setting(
    days,
    'CHARGESHARE_UNDECIDED_DAYS',
    'A place that nobody decided about is forgotten so long after the last charge there.',
  ),
  privateDays: setting(
    days,
    'CHARGESHARE_PRIVATE_DAYS',
    'A private place is forgotten so long after the last charge there; the next one asks again.',
  ),
  backup: z.strictObject(
    {
      cron: setting(
        z
          .string('must be a cron expression')
          .refine((text) => isCron(text), 'must be a cron expression')
          .nullable(),
        'CHARGESHARE_BACKUP_CRON',
        'When the SQLite database is copied, as a cron expression; without one, never.',
      ),
      keep: setting(whole(1, 1000), 'CHARGESHARE_BACKUP_KEEP', 'How many copies are kept.'),
    },
    'must be an object',
  ),
  ovmsPort: setting(port, 'CHARGESHARE_OVMS_PORT', 'Port for OVMS v2 modules and apps; 0: none.'),
  ovmsTlsPort: setting(
    port,
    'CHARGESHARE_OVMS_TLS_PORT',
    'The same over TLS, where a certificate is set; 0: none.',
  ),
  mqttPort: setting(
    port,
    'CHARGESHARE_MQTT_PORT',
    'Port of the embedded MQTT broker for OVMS v3 modules; 0: none.',
  ),
  mqttTlsPort: setting(
    port,
    'CHARGESHARE_MQTT_TLS_PORT',
    'The same over TLS, where a certificate is set; 0: none.',
  ),
  mqttUrl: setting(
    matching(/^mqtts?:\/\/\S+$/, 'must be an mqtt(s):// address').nullable(),
    'CHARGESHARE_MQTT_URL',
    'Another MQTT broker (MQTT 5) in place of the embedded one.',
  ),
  httpsPort: setting(
    port,
    'CHARGESHARE_HTTPS_PORT',
    'All of HTTP over TLS, where a certificate is set (6869: where OVMS tools look); 0: none.',
  ),
  tlsCertFile: setting(
    matching(/\S/, 'must be a file').nullable(),
    'CHARGESHARE_TLS_CERT_FILE',
    'Certificate with its chain, PEM; without one, nothing is served over TLS.',
  ),
  tlsKeyFile: setting(
    matching(/\S/, 'must be a file').nullable(),
    'CHARGESHARE_TLS_KEY_FILE',
    "The certificate's private key, PEM.",
  ),
  moduleHost: setting(
    matching(/^[^\s/]+$/, 'must be a host name or address').nullable(),
    'CHARGESHARE_MODULE_HOST',
    'Host by which modules reach these ports; without one, that of the public address.',
  ),
  ocpp: OcppSettings,
})
export type Settings = z.infer<typeof Schema>

/** What the environment says of keys and tokens, apart from all that might be logged. */
export type Given = Record<'operatorToken' | 'secretKey' | 'secretKeyFile', string | null> & {
  ocmKey?: string
}

/** Throws `Misset` with every fault there is. */
export function readSettings(env: Env, readFile = readText): Settings {
  const files = env[CONFIG] ? [DEFAULTS, env[CONFIG]] : [DEFAULTS]
  const besides = [CONFIG, TOKEN, KEY, KEY_FILE, OCM_KEY, ...FOR_TESTS]
  return readLayers(Schema, { files, readFile, env, prefix: 'CHARGESHARE_', besides })
}

function readText(path: string): string {
  return readFileSync(path, 'utf8')
}

/** Throws `Misset` where the key is given twice, or the token could not be sent as a Bearer. */
export function secretsOf(env: Env): Given {
  const faults: string[] = []
  if (env[KEY] && env[KEY_FILE]) faults.push(`${KEY} and ${KEY_FILE} exclude each other: set one`)
  if (env[TOKEN] && !/^[\w.~+/-]+=*$/.test(env[TOKEN])) {
    faults.push(`${TOKEN} must consist of letters, digits and -._~+/ alone`)
  }
  if (faults.length > 0) throw new Misset(faults)
  return {
    operatorToken: env[TOKEN] || null,
    secretKey: env[KEY] || null,
    secretKeyFile: env[KEY_FILE] || null,
    ...(env[OCM_KEY] && { ocmKey: env[OCM_KEY] }),
  }
}

/** Every setting as it stands, in the order of the schema; never a secret. */
export function explained(settings: Settings): Explained[] {
  return explain(Schema, settings)
}
