/** What happens by the clock: reminders, silent charges, retries, retention and backups. */
import { schedule, type ScheduledTask } from 'node-cron'
import type { Bell, Log } from '../flows/ports.ts'
import type { Service } from '../flows/service.ts'

/** What the timer needs beside the service. */
export type TimerOptions = {
  bell: Bell
  log: Log
  /** What else is to be done each second. */
  tick: (now: number) => Promise<void>
  /** Ends the requests that are under way to the outside. */
  cut: () => Promise<void>
  /** When and how to back up; null: never. */
  backup: { cron: string; run: (now: number) => Promise<unknown> } | null
}

export type Timer = { close: () => Promise<void> }

/** Starts all jobs; a job that is still running is not started again. */
export function openTimer(service: Service, { bell, log, backup, cut, tick }: TimerOptions): Timer {
  const job = (name: string, cron: string, run: (now: number) => Promise<unknown>) =>
    schedule(cron, () => guarded(name, log, () => run(service.clock())), { name, noOverlap: true })
  const tasks: ScheduledTask[] = [
    // Apart, so that lines are kept alive also while the database is in trouble.
    job('look after lines', '* * * * * *', tick),
    job('share chargers', '* * * * * *', service.chargers.shareOn),
    job('bring local lists', '5,25,45 * * * * *', service.chargers.syncLocalLists),
    job('settle transactions of chargers', '10,40 * * * * *', service.chargers.settleTransactions),
    job('renew certificates of chargers', '35 7 * * * *', service.chargers.renewCertificates),
    job('settle ends of charging', '* * * * * *', service.settleEnds),
    job('mail partners', '50 * * * * *', service.mailPartners),
    job('remind owners', '15 * * * * *', service.remindOwners),
    job('close silent charges', '30 * * * * *', service.closeSilent),
    job('release past days', '45 * * * * *', service.releaseDue),
    job('check in', '50 * * * * *', service.makeCheckIns),
    job('forget charges', '0 7 * * * *', service.forgetCharges),
    job('drop bulk files', '20 * * * * *', service.dropRecalled),
    job('build bulk files', '0 */15 * * * *', service.buildBulk),
    job('thin out the feed', '0 37 3 * * *', service.compactFeed),
    job('forget what is old', '0 17 3 * * *', service.forgetOld),
    ...(backup ? [job('back up', backup.cron, backup.run)] : []),
  ]
  const couriers = [
    courier('notify owners', service.notifyOwners, { service, bell, log }),
    courier('send letters', service.sendLetters, { service, bell, log }),
    courier('deliver to partners', service.deliverDue, { service, bell, log }),
    courier('send commands', service.chargers.sendCommands, { service, bell, log }, SOON_MS),
    courier('tell OCPI peers', service.ocpi.tellPeers, { service, bell, log }),
  ]
  return {
    close: async () => {
      for (const task of tasks) await task.destroy()
      const cutting = setTimeout(() => void cut(), CALM_MS)
      await Promise.all(couriers.map((stop) => stop()))
      clearTimeout(cutting)
    },
  }
}

/** How long a slow receiver may hold up the end of the process; what he misses is sent again. */
const CALM_MS = 4000

/** Rows are what is owed, the bell only hurries: the courier looks at least this often. */
const LOOK_MS = 1000
/** Somebody stands at a charger and waits for what another process was asked. */
const SOON_MS = 250

/** Runs a sender whenever the bell rings and at least so often; returns what stops it. */
function courier(
  name: string,
  run: (now: number) => Promise<unknown>,
  { service, bell, log }: { service: Service; bell: Bell; log: Log },
  lookMs = LOOK_MS,
): () => Promise<void> {
  const stop = new AbortController()
  const underWay = new Set<Promise<unknown>>()
  async function loop(): Promise<void> {
    while (!stop.signal.aborted) {
      // Not awaited: one slow receiver must not keep the others waiting.
      const round: Promise<unknown> = guarded(name, log, () => run(service.clock()))
      underWay.add(round)
      void round.finally(() => underWay.delete(round))
      await bell.wait(lookMs, stop.signal)
    }
  }
  const looping = loop()
  return async () => {
    stop.abort()
    await looping
    await Promise.all(underWay)
  }
}

async function guarded(name: string, log: Log, run: () => Promise<unknown>): Promise<void> {
  try {
    await run()
  } catch (error) {
    log.error({ job: name, error: String(error) }, 'a job failed')
  }
}
