/** Topics of OVMS v3, `ovms/<account>/<vehicle>/…`, and who may speak and listen under which of them. */

/** A topic below a vehicle's own prefix. */
export type Topic = {
  /** The user that the module is configured with. */
  account: string
  /** The vehicle id as the module writes it. */
  vehicle: string
  /** All before the rest, with the slash at its end. */
  prefix: string
  /** What follows: `metric/v/b/soc`, `notify/data/log/grid/101/0`. */
  rest: string
}

const ROOT = 'ovms/'

/** null where it is no topic of a vehicle. */
export function topicOf(topic: string): Topic | null {
  if (!topic.startsWith(ROOT)) return null
  const afterAccount = topic.indexOf('/', ROOT.length)
  const afterVehicle = afterAccount < 0 ? -1 : topic.indexOf('/', afterAccount + 1)
  if (afterVehicle < 0) return null
  return {
    account: topic.slice(ROOT.length, afterAccount),
    vehicle: topic.slice(afterAccount + 1, afterVehicle),
    prefix: topic.slice(0, afterVehicle + 1),
    rest: topic.slice(afterVehicle + 1),
  }
}

/** What a listener asks for; an account or vehicle that is null is a wildcard: any. */
export type Filter = { account: string | null; vehicle: string | null }

/** null where it asks for more than vehicles' topics. */
export function filterOf(filter: string): Filter | null {
  const [root, account, vehicle] = filter.split('/')
  if (root !== 'ovms' || account === undefined) return null
  if (account === '#') return { account: null, vehicle: null }
  if (vehicle === undefined) return null
  return {
    account: account === '+' ? null : account,
    vehicle: vehicle === '+' || vehicle === '#' ? null : vehicle,
  }
}

/** Whether a topic is one of those that a filter asks for; both cut at their slashes. */
export function isAsked(filter: readonly string[], topic: readonly string[]): boolean {
  for (let i = 0; i < filter.length; i++) {
    if (filter[i] === '#') return true
    if (i >= topic.length || (filter[i] !== '+' && filter[i] !== topic[i])) return false
  }
  return filter.length === topic.length
}

/** What a topic below a vehicle's prefix is about. */
export type Subject =
  | { kind: 'metric'; name: string }
  | { kind: 'notice'; letter: 'I' | 'A' | 'E' }
  /** A line of the module's log; `since` is how long ago it was written, in seconds, as told. */
  | { kind: 'data'; since: string }
  /** What a module answers to a command of ours. */
  | { kind: 'response'; command: string }
  | { kind: 'other' }

const METRIC = 'metric/'
const NOTIFY = 'notify/'
const OTHER: Subject = { kind: 'other' }
const LETTERS = new Map([
  ['info', 'I'],
  ['alert', 'A'],
  ['error', 'E'],
] as const)

/** The name under which the server itself asks modules for things. */
export const CLIENT = 'chargeshare'
const RESPONSE = `client/${CLIENT}/response/`

/** Reads what follows a vehicle's prefix. */
export function subjectOf(rest: string): Subject {
  if (rest.startsWith(METRIC)) return { kind: 'metric', name: rest.slice(METRIC.length) }
  if (rest.startsWith(RESPONSE)) return { kind: 'response', command: rest.slice(RESPONSE.length) }
  if (!rest.startsWith(NOTIFY)) return OTHER
  const type = rest.slice(NOTIFY.length, rest.indexOf('/', NOTIFY.length))
  const letter = LETTERS.get(type as 'info')
  if (letter) return { kind: 'notice', letter }
  return type === 'data' ? { kind: 'data', since: rest.slice(rest.lastIndexOf('/') + 1) } : OTHER
}
