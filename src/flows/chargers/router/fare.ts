/** How backends fare, for the operator: shown at once, and counted with one write a second at most. */
import {
  countOdd,
  emptyTally,
  stood,
  type UpstreamRule,
  type UpstreamState,
} from '../../../domain/chargers/router/standing.ts'
import { standingOf } from '../../../domain/chargers/router/upstream.ts'
import type { Branch, Needs } from './branch.ts'

/** A backend stands so from now on; it is tried again every few seconds, and told once. */
export function stand(
  world: Needs,
  branch: Branch,
  state: UpstreamState,
  problem: string | null,
): void {
  const { upstream } = branch
  const before = standingOf(upstream)
  const after = stood(before, state, problem, world.clock())
  if (before.state === after.state && before.problem === after.problem) return
  branch.upstream = { ...upstream, ...after }
  world.meter.backendState(before.state, after.state)
  const { charger, name } = upstream
  world.store
    .write(({ upstreams }) => upstreams.stand(charger, name, after))
    .catch((error: unknown) => {
      world.log.info({ charger, upstream: name, error: String(error) }, 'a standing was not kept')
    })
}

/** It has said something that OCPP does not. */
export function odd(world: Needs, branch: Branch, rule: UpstreamRule, what: string): void {
  countOdd(branch.tally, rule, what, world.clock())
  world.meter.backendOdd(rule)
}

/** Writes down what was counted since the last time; what cannot be written is tried again. */
export async function writeTallies(world: Needs, branches: Branch[]): Promise<void> {
  const counted = branches.filter(({ tally }) => tally.answers > 0 || tally.deviations.size > 0)
  if (counted.length === 0) return
  const tallies = counted.map((branch) => ({ branch, tally: branch.tally }))
  for (const branch of counted) branch.tally = emptyTally()
  try {
    await world.store.write(async ({ upstreams }) => {
      for (const { branch, tally } of tallies) {
        await upstreams.tally(branch.upstream.charger, branch.upstream.name, tally)
      }
    })
  } catch (error) {
    for (const { branch, tally } of tallies) takeBack(branch, tally)
    world.log.info({ error: String(error) }, 'what backends did was not counted')
  }
}

function takeBack(branch: Branch, { answers, deviations }: Branch['tally']): void {
  branch.tally.answers += answers
  for (const [rule, one] of deviations) {
    const newer = branch.tally.deviations.get(rule)
    branch.tally.deviations.set(rule, newer ? { ...newer, count: newer.count + one.count } : one)
  }
}
