/** States as small labels of the desk: a shape and a word, never the colour alone. */
import { Badge } from '../parts/flag.tsx'
import { type Look, LOOKS, type State, stateOf, TOKENS, TRANSACTIONS } from './states.ts'
import type { Charger, Token, TransactionStatus } from './wire.ts'
import { useDesk } from './words.ts'

export function StateBadge({ state }: { state: State }) {
  return <Badge {...LOOKS[state]}>{useDesk().states[state]}</Badge>
}

export function ChargerBadge({ charger }: { charger: Charger }) {
  return <StateBadge state={stateOf(charger)} />
}

export function ChargeBadge({ status }: { status: TransactionStatus }) {
  return <Badge {...TRANSACTIONS[status]}>{useDesk().charges.states[status]}</Badge>
}

export function TokenBadge({ token }: { token: Token }) {
  const t = useDesk().tokens.states
  const state = token.isUnknown ? 'new' : token.status
  const look: Look = TOKENS[state]
  return <Badge {...look}>{t[state]}</Badge>
}
