/** States as small labels of the desk: a shape and a word, never the colour alone. */
import { Badge } from '../parts/flag.tsx'
import {
  isRefused,
  type Look,
  LOOKS,
  stateOf,
  TOKENS,
  TRANSACTIONS,
  wholeWordOf,
} from './states.ts'
import type { Charger, Token, Transaction, TransactionStatus } from './wire.ts'
import { useDesk } from './words.ts'

export function ChargerBadge({ charger }: { charger: Charger }) {
  return <Badge {...LOOKS[stateOf(charger)]}>{wholeWordOf(useDesk(), charger)}</Badge>
}

type ChargeBadgeProps = { status: TransactionStatus; isAway?: boolean }

/** `isAway`: its charger is offline, so that what goes on there is not known. */
export function ChargeBadge({ status, isAway = false }: ChargeBadgeProps) {
  const t = useDesk().charges
  if (status === 'charging' && isAway) return <Badge {...LOOKS.offline}>{t.away}</Badge>
  return <Badge {...TRANSACTIONS[status]}>{t.states[status]}</Badge>
}

/** Its card was refused, and the charger began all the same. */
export function NotAllowed({ of }: { of: Pick<Transaction, 'verdict'> }) {
  const t = useDesk().charges
  if (!isRefused(of)) return null
  return (
    <Badge tone="warn" icon="warning">
      {t.notAllowed}
    </Badge>
  )
}

export function TokenBadge({ token }: { token: Token }) {
  const t = useDesk().tokens.states
  const state = token.isUnknown ? 'new' : token.status
  const look: Look = TOKENS[state]
  return <Badge {...look}>{t[state]}</Badge>
}
