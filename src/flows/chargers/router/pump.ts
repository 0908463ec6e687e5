/** What a backend is told in which order, and what becomes of it. */
import { callFrame, errorFrame, resultFrame } from '../../../domain/chargers/wire/frame.ts'
import type { Payload } from '../../../domain/chargers/ocpp.ts'
import { connectorOf } from '../../../domain/chargers/router/forwarding.ts'
import { bootOf, statusOf } from '../../../domain/chargers/router/retold.ts'
import { byBackend } from '../../../domain/chargers/router/upstream.ts'
import type { Replied } from '../../ports.ts'
import { type Branch, holdLetters, type Needs } from './branch.ts'
import { stand } from './fare.ts'
import { sendLetter } from './letters.ts'

/** How long a backend may take for one call; the charger does not wait so long. */
const CALL_MS = 30_000
/** After so many calls without an answer the line is made anew. */
const SILENCES = 3
/** Live calls that wait, and connectors whose states do; of more the oldest are dropped. */
const LIVE_MOST = 32
const STATUSES_MOST = 64

const S = 1000
const [BOOT_SOONEST_MS, BOOT_LATEST_MS] = [10 * S, 3600 * S]
/** A charger of which nothing is known yet will soon say who it is. */
const FIRST_BOOT_MS = 30 * S
const [BEAT_SOONEST_MS, BEAT_LATEST_MS] = [10 * S, 86_400 * S]
const PAUSE_MS = 5 * S

/** Tells it now or never. */
export function tellLive(
  world: Needs,
  branch: Branch,
  action: string,
  payload: Payload,
): Promise<Replied> {
  if (!branch.isOpen) return Promise.resolve('away')
  return new Promise((resolve) => {
    branch.live.push({ action, payload, resolve })
    if (branch.live.length > LIVE_MOST) branch.live.shift()?.resolve('away')
    void pump(world, branch)
  })
}

/** Tells how a connector stands, when there is time for it. */
export function tellStatus(world: Needs, branch: Branch, payload: Payload): void {
  const key = connectorOf({ version: branch.version, payload })
  branch.statuses.delete(key)
  branch.statuses.set(key, payload)
  const [oldest] = branch.statuses.keys()
  if (branch.statuses.size > STATUSES_MOST && oldest !== undefined) branch.statuses.delete(oldest)
  void pump(world, branch)
}

/** The charger presents itself anew. */
export function reboot(world: Needs, branch: Branch): void {
  Object.assign(branch, { isRegistered: false, bootAt: 0, boots: branch.boots + 1 })
  if (branch.isOpen) stand(world, branch, 'greeting', null)
  void pump(world, branch)
}

/** Tells it all that is due, one after the other: OCPP allows one call at a time. */
export async function pump(world: Needs, branch: Branch): Promise<void> {
  if (branch.isBusy) return
  branch.isBusy = true
  try {
    for (let job = nextOf(world, branch); job; job = nextOf(world, branch)) await job()
  } catch (error) {
    const { charger, name } = branch.upstream
    world.log.warn({ charger, upstream: name, error: String(error) }, 'a backend was not told')
    branch.bootAt = world.clock() + PAUSE_MS
    holdLetters(branch, branch.bootAt)
  } finally {
    branch.isBusy = false
  }
}

/** Whoever waits for an answer comes first, then what must not be lost, then the rest. */
function nextOf(world: Needs, branch: Branch): (() => Promise<unknown>) | null {
  const now = world.clock()
  if (!branch.isOpen) return null
  if (!branch.isRegistered) return now >= branch.bootAt ? () => boot(world, branch) : null
  const live = branch.live.shift()
  if (live) return async () => live.resolve(await say(world, branch, live.action, live.payload))
  const tell = (action: string, payload: Payload) => say(world, branch, action, payload)
  if (branch.queued > 0 && now >= branch.lettersAt) return () => sendLetter(world, branch, tell)
  const [status] = branch.statuses
  if (status) {
    branch.statuses.delete(status[0])
    return () => tell('StatusNotification', status[1])
  }
  return now >= branch.beatAt ? () => tell('Heartbeat', {}) : null
}

/** One call to it, with what its answer or its silence tells of it. */
async function say(
  world: Needs,
  branch: Branch,
  action: string,
  payload: Payload,
): Promise<Replied> {
  const { clock, policy, meter } = world
  const at = clock()
  const called = await branch.trunk.call(action, payload, CALL_MS)
  meter.backendCall('out', action, outcomeOf(called))
  if (action !== 'Heartbeat' && called !== 'away') {
    world.note(entryOf(branch, { action, payload }, called, { at, ms: clock() - at }))
  }
  if (called === 'silent') {
    branch.isSlow = true
    if (++branch.silences >= SILENCES) branch.trunk.drop('it answers nothing')
  } else if (called !== 'away') {
    Object.assign(branch, { isSlow: false, silences: 0 })
  }
  branch.beatAt = clock() + (branch.beatMs || policy.ocpp.heartbeatMs)
  return called
}

function outcomeOf(called: Replied): string {
  if (typeof called === 'string') return called
  return 'error' in called ? 'error' : 'ok'
}

/** In the charger's log, under the name of the backend instead of a message's id. */
function entryOf(
  { upstream, version }: Branch,
  { action, payload }: { action: string; payload: Payload },
  called: Exclude<Replied, 'away'>,
  { at, ms }: { at: number; ms: number },
): Parameters<Needs['note']>[0] {
  const message = byBackend(upstream.name)
  const said = JSON.stringify(message)
  const isError = called !== 'silent' && 'error' in called
  const error = isError ? called.error.code.slice(0, 60) : called === 'silent' ? 'silent' : null
  const description = isError ? called.error.description : ''
  return {
    ...{ charger: upstream.charger, version, at, direction: 'out', action, message },
    request: callFrame(message, action, payload),
    answer:
      called !== 'silent' && 'result' in called
        ? resultFrame(said, called.result)
        : isError
          ? errorFrame(said, error!, description)
          : null,
    ...{ error, ms: called === 'silent' ? null : ms, deviations: [] },
  }
}

/** Presents the charger; until that is taken, nothing else is told. */
async function boot(world: Needs, branch: Branch): Promise<void> {
  const { charger: id } = branch.upstream
  const { boots } = branch
  const charger = await world.store.read.chargers.get(id)
  // It has booted meanwhile: that is told instead.
  if (branch.boots !== boots) return
  if (charger === null) return branch.trunk.drop('the charger is gone')
  const bootsBy = (charger.connectedAt ?? world.clock()) + FIRST_BOOT_MS
  if (charger.boot === null && world.clock() < bootsBy) {
    branch.bootAt = bootsBy
    return
  }
  const called = await say(world, branch, 'BootNotification', bootOf(charger, branch.version))
  if (branch.boots !== boots) return
  if (typeof called === 'string') {
    branch.bootAt = world.clock() + BOOT_SOONEST_MS
    if (branch.isOpen) stand(world, branch, 'greeting', 'it does not answer the boot')
    return
  }
  const { status, interval } = 'result' in called ? called.result : {}
  const toldMs = typeof interval === 'number' && interval > 0 ? interval * S : null
  if (status !== 'Accepted' && !isUnknownThere(called)) {
    branch.bootAt = world.clock() + within(BOOT_SOONEST_MS, toldMs ?? 60 * S, BOOT_LATEST_MS)
    if (branch.isOpen) stand(world, branch, 'greeting', noOf(called, status))
    return
  }
  const beatMs = toldMs ?? world.policy.ocpp.heartbeatMs
  branch.beatMs = within(BEAT_SOONEST_MS, beatMs, BEAT_LATEST_MS)
  branch.beatAt = world.clock() + branch.beatMs
  branch.isRegistered = true
  if (branch.isOpen) stand(world, branch, 'open', null)
  // What another process has left, or kept while this one began.
  branch.queued ||= 1
  for (const connector of await world.store.read.chargers.connectors(id)) {
    const payload = statusOf(connector, branch.version)
    const key = connectorOf({ version: branch.version, payload })
    if (!branch.statuses.has(key)) branch.statuses.set(key, payload)
  }
}

/** Why it has not taken the charger; its own words are not repeated. */
function noOf(called: Replied, status: unknown): string {
  if (typeof called === 'object' && 'error' in called) return 'it answered the boot by an error'
  if (status === 'Pending') return 'it lets the charger wait (Pending)'
  return status === 'Rejected'
    ? 'it does not take the charger (Rejected)'
    : 'its answer to the boot is none'
}

/** A backend that knows no boots needs none. */
function isUnknownThere(called: Replied): boolean {
  if (typeof called === 'string' || !('error' in called)) return false
  return called.error.code === 'NotImplemented' || called.error.code === 'NotSupported'
}

function within(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
