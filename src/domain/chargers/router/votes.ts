/** Who decides whether a driver may charge, where several backends share a charger. */
import type { OcppAnswer, OcppVersion, Payload } from '../ocpp.ts'
import type { Authorisation, UpstreamRole } from './upstream.ts'

/** What was said of a tag (1.6: idTagInfo, 2.x: idTokenInfo); its status is one of OCPP's words. */
export type TagInfo = Payload & { status: string }

/**
 * What one of those who share the charger said; null: nothing that could be understood, or in time.
 * `by`: the backend's name; null: it is ours.
 */
export type Vote = { voice: 'ours' | UpstreamRole; by: string | null; info: TagInfo | null }

/** One that has said something. */
export type Spoken = Vote & { info: TagInfo }

/**
 * Whose words the charger is told: null while that may yet depend on those who have not spoken; once
 * it `isOver`, only where nothing is known at all. Who is blocked here has given this server a reason
 * for it, which no account elsewhere takes away; a tag that is merely not known or has expired here
 * may be good there.
 */
export function decided(policy: Authorisation, votes: Vote[], isOver: boolean): Spoken | null {
  const spoken = votes.filter((vote): vote is Spoken => vote.info !== null)
  const of = (voice: Vote['voice']) => spoken.find((vote) => vote.voice === voice) ?? null
  const [ours, primary] = [of('ours'), of('primary')]
  if (policy === 'ours' || ours?.info.status === 'Blocked') return ours
  if (policy === 'primary') {
    const hasSpoken = isOver || votes.some(({ voice }) => voice === 'primary')
    return hasSpoken ? (primary ?? ours) : null
  }
  const decisive = spoken.find(({ info }) => isYes(info) === (policy === 'any'))
  if (decisive) return decisive
  return isOver ? (primary ?? ours ?? spoken[0] ?? null) : null
}

/** Whether it lets the driver charge. */
export function isYes({ status }: TagInfo): boolean {
  return status === 'Accepted'
}

const STATUSES_16 = ['Accepted', 'Blocked', 'Expired', 'Invalid', 'ConcurrentTx']
const STATUSES_2 = [
  ...STATUSES_16,
  'NoCredit',
  'NotAllowedTypeEVSE',
  'NotAtThisLocation',
  'NotAtThisTime',
  'Unknown',
]

const isText = (most: number) => (value: unknown) =>
  typeof value === 'string' && value.length <= most
const isTime = (value: unknown) => typeof value === 'string' && !Number.isNaN(Date.parse(value))
const isToken = (value: unknown) => {
  const { idToken, type } = Object(value) as Payload
  return isText(255)(idToken) && isText(20)(type)
}

/** What a charger may be told of a tag beside its status; anything else stays with us. */
const MAY_16: Record<string, (value: unknown) => boolean> = {
  expiryDate: isTime,
  parentIdTag: isText(20),
}
const MAY_2: Record<string, (value: unknown) => boolean> = {
  cacheExpiryDateTime: isTime,
  chargingPriority: (value) => Number.isInteger(value) && Math.abs(value as number) < 10,
  groupIdToken: isToken,
  language1: isText(8),
}

/** The name of the field that says it. */
function infoField(version: OcppVersion): 'idTagInfo' | 'idTokenInfo' {
  return version === '1.6' ? 'idTagInfo' : 'idTokenInfo'
}

/** What an answer says of the tag, without anything that a charger could stumble over. */
export function infoIn(answer: OcppAnswer, version: OcppVersion): TagInfo | null {
  if (!('result' in answer)) return null
  const said = Object(answer.result[infoField(version)]) as Payload
  const [statuses, may] = version === '1.6' ? [STATUSES_16, MAY_16] : [STATUSES_2, MAY_2]
  const { status } = said
  if (typeof status !== 'string' || !statuses.includes(status)) return null
  const rest = Object.entries(said).filter(([name, value]) => may[name]?.(value))
  return { ...Object.fromEntries(rest), status }
}

/** Our answer with what was decided about the tag. */
export function answerWith(ours: OcppAnswer, info: TagInfo, version: OcppVersion): OcppAnswer {
  return 'result' in ours ? { result: { ...ours.result, [infoField(version)]: info } } : ours
}
