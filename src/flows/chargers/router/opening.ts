/** Opens and closes the lines to the backends that share a charger, as the operator has named them. */
import type { OcppVersion } from '../../../domain/chargers/ocpp.ts'
import { stood } from '../../../domain/chargers/router/standing.ts'
import {
  standingOf,
  type Upstream,
  type Waiting,
} from '../../../domain/chargers/router/upstream.ts'
import { answering, type Command } from './asked.ts'
import { type Branch, fallSilent, type Needs, newBranch } from './branch.ts'
import { odd, stand, writeTallies } from './fare.ts'
import { pump } from './pump.ts'
import type { Relay } from './relay.ts'

/** Who shares a charger; backends that are as they were keep their lines. null: nobody does. */
export async function openRelay(
  world: Needs,
  command: Command,
  charger: string,
  { version, hops, relay: before }: { version: OcppVersion; hops: string[]; relay: Relay | null },
): Promise<Relay | null> {
  const { upstreams } = world.store.read
  const kept = await upstreams.relay(charger)
  const wanted = kept ? await upstreams.of(charger) : []
  const waiting = wanted.length > 0 ? await upstreams.waiting([charger]) : []
  const old = before?.branches ?? []
  const branches = wanted.map((upstream) => {
    const same = old.find((branch) => isSameLine(branch.upstream, upstream))
    // How it stands is known best here.
    if (same)
      return Object.assign(same, { upstream: { ...upstream, ...standingOf(same.upstream) } })
    const queue = waiting.find((one) => one.upstream === upstream.name) ?? { n: 0, size: 0 }
    return openBranch(world, command, upstream, { version, hops, queue })
  })
  closeAll(
    world,
    old.filter((branch) => !branches.includes(branch)),
  )
  if (kept === null || branches.length === 0) return null
  return { authorisation: kept.authorisation, changedAt: kept.changedAt, branches }
}

function isSameLine(a: Upstream, b: Upstream): boolean {
  return (
    a.name === b.name && a.url === b.url && a.identity === b.identity && a.password === b.password
  )
}

function openBranch(
  world: Needs,
  command: Command,
  upstream: Upstream,
  { version, hops, queue }: { version: OcppVersion; hops: string[]; queue: Waiting },
): Branch {
  const answer = answering(world, command)
  const { url, identity, password } = upstream
  const trunk = world.trunks.dial(
    { url, identity, password, version, hops: [...hops, world.house] },
    {
      opened: () => {
        Object.assign(branch, { isOpen: true, bootAt: 0, lettersAt: 0 })
        stand(world, branch, 'greeting', null)
        void pump(world, branch)
      },
      closed: (problem) => {
        fallSilent(branch)
        stand(world, branch, 'away', problem)
      },
      asked: (action, payload, fault) => answer(branch, { action, payload, fault }),
      odd: (rule, what) => odd(world, branch, rule, what),
    },
  )
  // As another process has left it; here nothing is connected yet.
  const away = stood(standingOf(upstream), 'away', upstream.problem, world.clock())
  const branch = newBranch({ ...upstream, ...away }, version, trunk, queue)
  world.meter.backendState(null, 'away')
  return branch
}

/** Ends the lines to these. */
export function closeAll(world: Needs, branches: Branch[]): void {
  for (const branch of branches) {
    branch.trunk.close()
    fallSilent(branch)
    stand(world, branch, 'away', null)
    world.meter.backendState('away', null)
  }
  void writeTallies(world, branches)
}
