/** Who may charge: tags as drivers show them at chargers. */
import {
  isTag,
  type Judged,
  judgement,
  REMOTE,
  type Shown,
  tagKey,
} from '../../../domain/chargers/tokens/authorise.ts'
import { isStart } from '../../../domain/chargers/commands/asked.ts'
import type { IdToken } from '../../../domain/chargers/tokens/token.ts'
import type { Around } from '../said/handler.ts'

/** A tag that is seen again within this time at the same charger is written down once. */
const SEEN_MS = 60_000
/** So many unknown tags are kept, and so many of each charger: one that is misused hides no others. */
const UNKNOWN = 5_000
const UNKNOWN_OF_ONE = 100
/** A start from afar may take so long to come back as a transaction. */
const ISSUED_MS = 86_400_000

/** Where a tag is shown: `evse` null where it is only asked about (Authorize), and starts nothing. */
type Where = { evse: number | null; connector?: number | undefined }

/** `owner`: whose tag it is. */
export type Known = Judged & { owner: string | null }

/**
 * Judges a tag that was shown at a charger, and writes down that it was. A transaction of its own
 * at the same connector is no other one: a start that is repeated is judged as the first time.
 */
export async function judge(around: Around, shown: Shown, where: Where): Promise<Known> {
  const { tables, now, world, charger } = around
  // Who came by itself, and waits for the operator, learns nothing of anybody's card.
  if (charger.registration !== 'accepted') return unheard
  const key = tagKey(shown.id)
  const token = isTag(key) ? await tables.idTokens.get(key) : null
  const group = token?.parent ? await tables.idTokens.get(tagKey(token.parent)) : null
  const isIssued = key.startsWith(REMOTE) && (await wasIssued(around, key))
  if (isTag(key) && !isIssued) await see(around, shown, token)
  const judged = judgement(shown, {
    now,
    token,
    group: group?.isUnknown ? null : group,
    isIssued,
    isBusy: await isBusy(around, key, where),
    acceptsUnknown: world.policy.ocpp.acceptsUnknownTags,
  })
  return { ...judged, owner: token?.owner ?? null }
}

const unheard: Known = { status: 'Invalid', expiresAt: null, parent: null, owner: null }

/** Whether the tag is charging elsewhere. */
async function isBusy({ tables, charger }: Around, key: string, { evse, connector }: Where) {
  if (evse === null || !isTag(key)) return false
  for (const one of await tables.transactions.openBy(key)) {
    const isHere =
      one.charger === charger.id &&
      one.evse === evse &&
      (connector === undefined || one.connector === connector)
    if (!isHere && (await isTrusted(tables, one.charger))) return true
  }
  return false
}

/** What a charger tells that nobody has let in yet must not stand in a driver's way. */
async function isTrusted(tables: Around['tables'], charger: string): Promise<boolean> {
  return (await tables.chargers.get(charger))?.registration === 'accepted'
}

/** Whether this server made the tag for a start at this charger. */
async function wasIssued({ tables, charger, now }: Around, key: string): Promise<boolean> {
  const open = await tables.transactions.openBy(key)
  if (open.some((one) => one.charger === charger.id && one.verdict === 'Accepted')) return true
  const last = await tables.commands.of(charger.id, { after: null, limit: 50 })
  return last.some(({ action, payload, at }) => {
    const { idTag, idToken } = payload as { idTag?: string; idToken?: { idToken?: string } }
    const tag = idTag ?? idToken?.idToken
    return isStart(action) && now - at < ISSUED_MS && tag !== undefined && tagKey(tag) === key
  })
}

/** Writes down that a tag came along. */
async function see(around: Around, shown: Shown, token: IdToken | null): Promise<void> {
  const { tables, charger, now } = around
  if (!token) return remember(around, shown)
  const isFresh = token.seenOn === charger.id && now - (token.seenAt ?? 0) < SEEN_MS
  if (isFresh) return
  await tables.idTokens.see(token.id, now, charger.id, shown.type)
}

/** One that nobody has registered: kept, so that the operator need not type it. */
async function remember({ tables, charger, now }: Around, { id, type }: Shown): Promise<void> {
  if ((await tables.idTokens.countUnknown()) >= UNKNOWN) return
  await tables.idTokens.add({
    id: tagKey(id),
    label: id.trim(),
    type,
    status: 'Invalid',
    parent: null,
    expiresAt: null,
    owner: null,
    isUnknown: true,
    seenAt: now,
    seenOn: charger.id,
    createdAt: now,
  })
  await tables.idTokens.forgetUnknown(charger.id, UNKNOWN_OF_ONE)
}
