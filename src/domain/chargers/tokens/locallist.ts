/** The list of tags by which a charger decides while it is offline, and how it is brought to it. */
import { idTagInfo, idTokenInfo, judgement, LONGEST, tagKey } from './authorise.ts'
import type { OcppVersion, Payload } from '../ocpp.ts'
import type { IdToken } from './token.ts'

/** By tag in lower case, JSON of [the tag as it is written, its type (2.x), what is said of it]. */
export type List = Map<string, string>
/** What is to be said: null takes a tag off the list. */
export type Changes = Map<string, string | null>

/** What a card is, where nobody has told. */
const CARD = 'ISO14443'

/** The list as it shall be; tags that are too long for the version cannot stand in it. */
export function listOf(tokens: IdToken[], version: OcppVersion, most: number, now: number): List {
  const registered = new Map(tokens.map((token) => [token.id, token]))
  const fitting = tokens.filter(({ label }) => label.length <= LONGEST[version]).slice(0, most)
  return new Map(
    fitting.map((token) => {
      const group = token.parent === null ? null : (registered.get(tagKey(token.parent)) ?? null)
      const given = { now, token, group, isIssued: false, isBusy: false, acceptsUnknown: false }
      const judged = judgement({ id: token.id, type: null }, given)
      const info = version === '1.6' ? idTagInfo(judged) : idTokenInfo(judged)
      const type = version === '1.6' ? CARD : (token.type ?? CARD)
      return [token.id, JSON.stringify([token.label, type, info])]
    }),
  )
}

/** What leads from one list to another, at most `most` entries of it. */
export function changesTo(wanted: List, held: List, most: number): Changes {
  const gone = [...held.keys()].filter((key) => !wanted.has(key))
  const fresh = [...wanted].filter(([key, said]) => held.get(key) !== said)
  const taken = gone.map((key): [string, string | null] => [key, null])
  return new Map([...taken, ...fresh].slice(0, most))
}

/** A SendLocalList; `held` tells how tags are written that are taken off. */
export function listCall(
  version: OcppVersion,
  { changes, held, isFull, number }: Sending,
): Payload {
  const list = [...changes].map(([key, said]) => {
    const [tag, type, info] = parted(said ?? held.get(key) ?? JSON.stringify([key, CARD, {}]))
    if (version === '1.6') return { idTag: tag, ...(said !== null && { idTagInfo: info }) }
    return { idToken: { idToken: tag, type }, ...(said !== null && { idTokenInfo: info }) }
  })
  const updateType = isFull ? 'Full' : 'Differential'
  return {
    [version === '1.6' ? 'listVersion' : 'versionNumber']: number,
    updateType,
    // 2.x takes no empty list; none at all empties it as well.
    ...(list.length > 0 && { localAuthorizationList: list }),
  }
}

export type Sending = { changes: Changes; held: List; isFull: boolean; number: number }

type Entry = {
  idTag?: string
  idTagInfo?: Payload
  idToken?: { idToken: string; type: string }
  idTokenInfo?: Payload
}

/** What a SendLocalList has said. */
export function saidIn(payload: Payload): Omit<Sending, 'held'> {
  const {
    listVersion,
    versionNumber,
    updateType,
    localAuthorizationList = [],
  } = payload as {
    listVersion?: number
    versionNumber?: number
    updateType?: string
    localAuthorizationList?: Entry[]
  }
  const changes: Changes = new Map(
    localAuthorizationList.map(({ idTag, idToken, idTagInfo: info16, idTokenInfo: info2 }) => {
      const tag = idTag ?? idToken?.idToken ?? ''
      const info = info16 ?? info2
      const said = info && JSON.stringify([tag, idToken?.type ?? CARD, info])
      return [tagKey(tag), said ?? null]
    }),
  )
  return { changes, isFull: updateType === 'Full', number: listVersion ?? versionNumber ?? 0 }
}

function parted(said: string): [tag: string, type: string, info: Payload] {
  return JSON.parse(said) as [string, string, Payload]
}
