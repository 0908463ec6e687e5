/** What the flows follow of the settings: in milliseconds, with what follows from one another. */
import { isIPv6 } from 'node:net'
import type { Settings } from './config.ts'
import type { Policy } from './flows/ports.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** The settings that the flows follow, in milliseconds. */
export function policyOf(settings: Settings): Omit<Policy, 'modules'> {
  return {
    settleMs: settings.settleS * 1000,
    silenceMs: settings.silenceH * HOUR_MS,
    radiusM: settings.radiusM,
    remindMs: settings.remindH * HOUR_MS,
    expireMs: settings.questionDays * DAY_MS,
    signUp: settings.signUp,
    loginMs: settings.loginDays * DAY_MS,
    tokenGraceMs: settings.tokenGraceH * HOUR_MS,
    messagesMs: settings.messagesDays * DAY_MS,
    pushesAtOnce: settings.pushesAtOnce,
    deliveriesMs: settings.deliveriesDays * DAY_MS,
    feedMs: settings.feedDays * DAY_MS,
    questionsMs: settings.questionsDays * DAY_MS,
    fixMs: settings.fixH * HOUR_MS,
    undecidedMs: settings.undecidedDays * DAY_MS,
    privateMs: settings.privateDays * DAY_MS,
    mapTiles: mapTilesOf(settings),
    ocpp: {
      enrols: settings.ocpp.enrol === 'accept',
      acceptsUnknownTags: settings.ocpp.unknownTags === 'accept',
      guesses16: settings.ocpp.noSubprotocol === '1.6',
      vendors: settings.ocpp.vendors
        .split(',')
        .map((vendor) => vendor.trim().toLowerCase())
        .filter(Boolean),
      asks: settings.ocpp.asks === 'on',
      wishes: settings.ocpp.wishes,
      heartbeatMs: settings.ocpp.heartbeatS * 1000,
      messagesMs: settings.ocpp.messagesDays * DAY_MS,
      readingsMs: settings.ocpp.readingsDays * DAY_MS,
      organisation: settings.ocpp.organisation,
      certificateMs: settings.ocpp.certificateDays * DAY_MS,
    },
    ocpi: settings.ocpi,
    publicUrl: (settings.publicUrl ?? ownUrl(settings)).replace(/\/+$/, ''),
  }
}

function mapTilesOf({ mapTiles: { url, attribution } }: Settings): Policy['mapTiles'] {
  return url === null ? null : { url, attribution: attribution ?? '' }
}

function ownUrl({ host, port }: Settings): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`
}
