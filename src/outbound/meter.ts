/** Counts and times for the operator, in Prometheus' text form. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Frame, Meter, RouterMeter } from '../flows/ports.ts'

export type OpenMeter = Meter & { contentType: string; text: () => Promise<string> }

const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
const COMMIT_S = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]
const CALL_S = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60]
const DELIVERY_S = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15]

/** Chargers and backends choose words; a count for each of them would grow without end. */
const WORDS = 150

/**
 * A meter with a registry of its own, and with what Node says of the process; `connected`: how many
 * chargers are connected to this process.
 */
export function openMeter(connected: () => number = () => 0): OpenMeter {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })

  function counter<T extends string>(name: string, help: string, labelNames: T[]): Counter<T> {
    return new Counter({ name: `chargeshare_${name}`, help, labelNames, registers: [registry] })
  }
  function histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name: `chargeshare_${name}`, help, buckets, registers: [registry] })
  }

  const messages = counter('messages_total', 'Charge messages.', ['source', 'result'])
  const questions = counter('questions_total', 'Questions to owners.', ['kind', 'what'])
  const pushes = counter('pushes_total', 'Web pushes to devices.', ['result'])
  const notices = counter('notices_total', 'Messages to owners by other channels.', [
    'channel',
    'result',
  ])
  const deliveries = counter('deliveries_total', 'Deliveries to partners.', ['partner', 'result'])
  const sizes = histogram('commit_messages', 'Messages in a commit.', SIZES)
  const commits = histogram('commit_seconds', 'Time of a commit.', COMMIT_S)
  const exchanges = histogram('delivery_seconds', 'Time of a delivery.', DELIVERY_S)
  const commands = counter('charger_commands_total', 'Commands to chargers.', ['outcome'])
  const crowds = counter(
    'meeting_crowds_total',
    'Times that too much charged at one place to tell which car was at which charger.',
    [],
  )
  const present: Gauge = new Gauge({
    name: 'chargeshare_chargers_connected',
    help: 'Chargers that are connected to this process.',
    registers: [registry],
    collect: () => present.set(connected()),
  })

  return {
    message: (source, result) => messages.inc({ source, result }),
    batch: (size, seconds) => {
      sizes.observe(size)
      commits.observe(seconds)
    },
    question: (kind, what) => questions.inc({ kind, what }),
    push: (result) => pushes.inc({ result }),
    notice: (channel, result) => notices.inc({ channel, result }),
    delivery: (partner, result, seconds) => {
      deliveries.inc({ partner, result })
      exchanges.observe(seconds)
    },
    frame: frames(registry),
    command: (outcome, count = 1) => commands.inc({ outcome }, count),
    crowd: () => crowds.inc(),
    ...backends(registry),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  }
}

/** Counts what chargers say and are told. */
function frames(registry: Registry): Meter['frame'] {
  const registers = [registry]
  const calls = new Counter({
    name: 'chargeshare_charger_calls_total',
    help: 'Calls from (in) and to (out) chargers, and frames that were none.',
    labelNames: ['direction', 'version', 'action', 'result'],
    registers,
  })
  const times = new Histogram({
    name: 'chargeshare_charger_call_seconds',
    help: 'From a call to its answer: ours to chargers (in), theirs to us (out).',
    labelNames: ['direction'],
    buckets: CALL_S,
    registers,
  })
  const deviations = new Counter({
    name: 'chargeshare_charger_deviations_total',
    help: 'What chargers said otherwise than OCPP wants it.',
    labelNames: ['rule'],
    registers,
  })
  const [actions, results, rules] = [bounded(), bounded(), bounded()]
  return (frame: Frame) => {
    const { direction, version, action, error, ms } = frame
    const isUnknown = direction === 'in' && error === 'NotImplemented'
    calls.inc({
      direction,
      version: version ?? 'none',
      action: isUnknown ? 'other' : actions(action ?? 'none'),
      result: results(error ?? 'ok'),
    })
    if (ms !== null) times.observe({ direction }, ms / 1000)
    for (const { rule } of frame.deviations) deviations.inc({ rule: rules(rule) })
  }
}

/** Counts what goes to and comes from other backends, whose own words no label repeats. */
function backends(registry: Registry): RouterMeter {
  const registers = [registry]
  const calls = new Counter({
    name: 'chargeshare_backend_calls_total',
    help: 'Calls to (out) and from (in) backends that share chargers.',
    labelNames: ['direction', 'action', 'result'],
    registers,
  })
  const deviations = new Counter({
    name: 'chargeshare_backend_deviations_total',
    help: 'What backends said otherwise than OCPP wants it.',
    labelNames: ['rule'],
    registers,
  })
  const letters = new Counter({
    name: 'chargeshare_backend_messages_total',
    help: 'Messages of transactions that backends have taken (told) or not (dropped).',
    labelNames: ['result'],
    registers,
  })
  const states = new Gauge({
    name: 'chargeshare_backends',
    help: 'Backends of chargers that are connected to this process, by state.',
    labelNames: ['state'],
    registers,
  })
  const actions = bounded()
  return {
    backendCall: (direction, action, result) =>
      calls.inc({ direction, action: result === 'refused' ? 'other' : actions(action), result }),
    backendOdd: (rule) => deviations.inc({ rule }),
    backendLetter: (result, count) => letters.inc({ result }, count),
    backendState: (before, after) => {
      if (before !== null) states.dec({ state: before })
      if (after !== null) states.inc({ state: after })
    },
  }
}

/** The first words it is told, each as it is; all later ones are `other`. */
function bounded(): (word: string) => string {
  const known = new Set<string>()
  return (word) => {
    if (known.has(word)) return word
    if (known.size >= WORDS || word.length > 50) return 'other'
    known.add(word)
    return word
  }
}
