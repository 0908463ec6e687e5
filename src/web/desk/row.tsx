/** A charge as a row: when, how much, who, and how it ended. */
import { energy, line, moment, number } from '../format.ts'
import { Row } from '../parts/card.tsx'
import type { Time } from '../wire.ts'
import { ChargeBadge, NotAllowed } from './badges.tsx'
import { addressOf } from './charging.tsx'
import type { Completed, Transaction } from './wire.ts'
import { useDesk } from './words.ts'

type ChargeRowProps = {
  one: Completed | Transaction
  /** Which charger it was, where several are listed. */
  name?: string
  /** Instead of its start: what the list goes by. */
  at?: Time | null
}

export function ChargeRow({ one, name, at = one.startedAt }: ChargeRowProps) {
  const { charges: t, ocpp } = useDesk()
  const { connectorId, idTag, energyKwh, status, stopReason } = one
  const where = connectorId > 0 && t.connector(connectorId)
  const why = stopReason !== null && (ocpp.reasons[stopReason] ?? stopReason)
  return (
    <Row
      href={addressOf(one)}
      title={name ?? (at === null ? '–' : moment(at))}
      value={energyKwh === null ? '–' : energy(energyKwh)}
      note={
        <>
          {line([name && at && moment(at), t.number(number(one.number)), where, idTag, why])}
          <span class="row-badges">
            <ChargeBadge status={status} />
            <NotAllowed of={one} />
          </span>
        </>
      }
    />
  )
}

/** By their start: chargers that were offline tell old charges late. */
export function newestFirst<T extends { startedAt: Time }>(items: T[]): T[] {
  return [...items].sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt))
}
