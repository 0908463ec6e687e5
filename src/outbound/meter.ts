/** Counts and times for the operator, in Prometheus' text form. */
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'
import type { Meter } from '../flows/ports.ts'

export type OpenMeter = Meter & { contentType: string; text: () => Promise<string> }

const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
const COMMIT_S = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]
const DELIVERY_S = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15]

/** A meter with a registry of its own, and with what Node says of the process. */
export function openMeter(): OpenMeter {
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
    contentType: registry.contentType,
    text: () => registry.metrics(),
  }
}
