/** Which command from afar a transaction was begun by. */
import { isStart } from '../commands/asked.ts'
import type { Payload } from '../ocpp.ts'
import { isSameTag } from './fit.ts'

/** A command as far as it matters here. */
export type Wish = { id: string; action: string; payload: Payload; at: number }

/** What a start tells of how it came about; `remoteStartId` by 2.x alone. */
export type Beginning = {
  idTag: string | null
  evse: number
  at: number
  remoteStartId: number | null
}

/** A driver may take so long to plug in (1.6: ConnectionTimeOut, 2.x: EVConnectionTimeOut). */
const PLUG_MS = 10 * 60_000
/** A charger's clock may be behind ours by so much. */
const SKEW_MS = 5 * 60_000

/** The id of the newest command that fits; `wishes` are the newest first. null: it began by itself. */
export function causeOf(wishes: Wish[], begun: Beginning): string | null {
  return wishes.find((wish) => isStart(wish.action) && causes(wish, begun))?.id ?? null
}

function causes({ payload, at }: Wish, begun: Beginning): boolean {
  const { remoteStartId, idTag, connectorId } = payload
  if (remoteStartId !== undefined) return remoteStartId === begun.remoteStartId
  const isThere = connectorId === undefined || connectorId === begun.evse
  const isThen = begun.at >= at - SKEW_MS && begun.at <= at + PLUG_MS
  return isThere && isThen && typeof idTag === 'string' && isSameTag(idTag, begun.idTag)
}
