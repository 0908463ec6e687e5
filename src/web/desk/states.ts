/** What a charger, a connector and a charge are at the moment, each as one word with its look. */
import type { Tone } from '../parts/flag.tsx'
import type { IconName } from '../parts/icon.tsx'
import type { DeskWords } from '../words/en/desk.ts'
import type { Charger, Connector, TokenStatus, Transaction, TransactionStatus } from './wire.ts'

export type State =
  | 'pending'
  | 'rejected'
  | 'awaited'
  | 'offline'
  | 'faulted'
  | 'charging'
  | 'busy'
  | 'reserved'
  | 'unavailable'
  | 'free'
  | 'silent'

export type Look = { tone: Tone; icon: IconName }

export const LOOKS: Record<State, Look> = {
  pending: { tone: 'warn', icon: 'question' },
  rejected: { tone: 'bad', icon: 'close' },
  awaited: { tone: 'calm', icon: 'clock' },
  offline: { tone: 'calm', icon: 'cloud' },
  faulted: { tone: 'bad', icon: 'warning' },
  charging: { tone: 'live', icon: 'bolt' },
  busy: { tone: 'warn', icon: 'plug' },
  reserved: { tone: 'warn', icon: 'clock' },
  unavailable: { tone: 'calm', icon: 'lock' },
  free: { tone: 'good', icon: 'check' },
  silent: { tone: 'calm', icon: 'info' },
}

/** What the states of OCPP come to; 2.x says Occupied of whatever has a cable in it. */
const MEANT: Record<string, State> = {
  Available: 'free',
  Preparing: 'busy',
  Charging: 'charging',
  SuspendedEVSE: 'busy',
  SuspendedEV: 'busy',
  Finishing: 'busy',
  Occupied: 'busy',
  Reserved: 'reserved',
  Unavailable: 'unavailable',
  Faulted: 'faulted',
}

/** What is told first of several. */
const ORDER: State[] = ['faulted', 'charging', 'busy', 'reserved', 'free', 'unavailable']

export function stateOfConnector({ active }: Charger, connector: Connector): State {
  const { evse } = connector
  const charges = active.some((one) => evse > 0 && one.connectorId === evse)
  const meant = MEANT[connector.status] ?? 'silent'
  return charges && meant !== 'faulted' ? 'charging' : meant
}

export function stateOf(charger: Charger): State {
  const { registration, isConnected, active } = charger
  if (registration !== 'accepted') return registration
  if (!isConnected) return charger.lastSeenAt === null ? 'awaited' : 'offline'
  const states = charger.connectors.map((one) => stateOfConnector(charger, one))
  if (active.length > 0 && !states.includes('faulted')) return 'charging'
  return ORDER.find((state) => states.includes(state)) ?? 'silent'
}

/** Some charge there, and the charger has not said so of the connector; 2.x never does. */
const UNTOLD = ['Available', 'Preparing', 'Occupied']

/** A connector's own word: it tells more than the state that it comes to. */
export function wordOf(
  { statuses, states }: Pick<DeskWords, 'statuses' | 'states'>,
  charger: Charger,
  connector: Connector,
): string {
  const state = stateOfConnector(charger, connector)
  if (state === 'charging' && UNTOLD.includes(connector.status)) return states.charging
  return statuses[connector.status] ?? states[state]
}

/** The same of the charger as a whole. */
export function wholeWordOf(
  words: Pick<DeskWords, 'statuses' | 'states'>,
  charger: Charger,
): string {
  const state = stateOf(charger)
  const busy = charger.connectors.find((one) => stateOfConnector(charger, one) === 'busy')
  return state === 'busy' && busy ? wordOf(words, charger, busy) : words.states[state]
}

/** The plugs of a charger; what is told of it as a whole only where that is worth telling. */
export function plugsOf({ connectors }: Charger): Connector[] {
  return connectors.filter(({ evse, status }) => evse > 0 || MEANT[status] !== 'free')
}

/** Its card was judged when it began, and not let charge. */
export function isRefused({ verdict }: Pick<Transaction, 'verdict'>): boolean {
  return verdict !== null && verdict !== 'Accepted'
}

export const TRANSACTIONS: Record<TransactionStatus, Look> = {
  charging: { tone: 'live', icon: 'bolt' },
  completed: { tone: 'good', icon: 'check' },
  aborted: { tone: 'warn', icon: 'warning' },
  unknown: { tone: 'calm', icon: 'clock' },
}

export const TOKENS: Record<TokenStatus | 'new', Look> = {
  Accepted: { tone: 'good', icon: 'check' },
  Blocked: { tone: 'bad', icon: 'lock' },
  Expired: { tone: 'calm', icon: 'clock' },
  Invalid: { tone: 'calm', icon: 'close' },
  new: { tone: 'warn', icon: 'question' },
}
