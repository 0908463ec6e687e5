/** Opens and closes the lines to the backends that share a charger, as the operator has named them. */
import type { OcppVersion } from '../../../domain/chargers/ocpp.ts'
import type { Upstream } from '../../../domain/chargers/router/upstream.ts'
import { answering, type Command } from './asked.ts'
import { type Branch, fallSilent, type Needs, newBranch } from './branch.ts'
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
    if (same) return Object.assign(same, { upstream })
    const queued = waiting.find((one) => one.upstream === upstream.name)?.n ?? 0
    return openBranch(world, command, upstream, { version, hops, queued })
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
  { version, hops, queued }: { version: OcppVersion; hops: string[]; queued: number },
): Branch {
  const answer = answering(world, command)
  const { url, identity, password } = upstream
  const trunk = world.trunks.dial(
    { url, identity, password, version, hops: [...hops, world.house] },
    {
      opened: () => {
        Object.assign(branch, { isOpen: true, bootAt: 0, lettersAt: 0 })
        stand(world, branch, null)
        void pump(world, branch)
      },
      closed: (problem) => {
        fallSilent(branch)
        stand(world, branch, problem)
      },
      asked: (action, payload) => answer(branch, action, payload),
    },
  )
  const branch = newBranch(upstream, version, trunk, queued)
  return branch
}

/** Shows the operator how a backend fares; it is tried again every few seconds, and told once. */
function stand(world: Needs, branch: Branch, problem: string | null): void {
  const { charger, name, ...before } = branch.upstream
  const connectedAt = branch.isOpen ? world.clock() : null
  if (before.connectedAt === connectedAt && before.problem === problem) return
  branch.upstream = { ...branch.upstream, connectedAt, problem }
  world.store
    .write(({ upstreams }) => upstreams.stand(charger, name, { connectedAt, problem }))
    .catch((error: unknown) => {
      world.log.info({ charger, upstream: name, error: String(error) }, 'a standing was not kept')
    })
}

/** Ends the lines to these. */
export function closeAll(world: Needs, branches: Branch[]): void {
  for (const branch of branches) {
    branch.trunk.close()
    fallSilent(branch)
    stand(world, branch, null)
  }
}
