/** A charger that several backends share: what it says goes to all, and one answer goes back. */
import type { ChargerCall, OcppAnswer } from '../../../domain/chargers/ocpp.ts'
import {
  authorizeOf,
  isAsking,
  isVoted,
  wayOf,
} from '../../../domain/chargers/router/forwarding.ts'
import { answerWith, decided, infoIn, type Vote } from '../../../domain/chargers/router/votes.ts'
import type { Authorisation, UpstreamLetter } from '../../../domain/chargers/router/upstream.ts'
import type { Called } from '../../ports.ts'
import type { Hear } from '../hearing/hear.ts'
import { type Branch, isPrompt, isThere, type Needs } from './branch.ts'
import { keepLetters } from './letters.ts'
import { pump, reboot, tellLive, tellStatus } from './pump.ts'

/** How a charger that is connected here is shared. */
export type Relay = { authorisation: Authorisation; changedAt: number; branches: Branch[] }

/** A backend that was told, and what it will say. */
type Told = { branch: Branch; answer: Promise<Called> }

/** Keeps what the charger says first, as if it were ours alone; then all others are told. */
export async function relayed(
  world: Needs,
  relay: Relay,
  hear: Hear,
  call: ChargerCall,
): Promise<OcppAnswer> {
  const { authorisation, branches } = relay
  const isLetter = wayOf(call) === 'letter'
  let letters: UpstreamLetter[] = []
  const ours = await hear(
    call,
    isLetter
      ? async ({ tables }, answer) => {
          letters = await keepLetters(world, branches, tables, call, answer)
        }
      : undefined,
  )
  const told = isLetter ? post(world, relay, letters, call) : tell(world, branches, call)
  if (isVoted(call)) return voted(world, authorisation, { call, ours, told })
  return isAsking(call.action) ? primaryAnswer(world, ours, told) : ours
}

/** Who is behind with letters is asked about the tag alone: its word counts now. */
function post(
  world: Needs,
  { authorisation, branches }: Relay,
  letters: UpstreamLetter[],
  call: ChargerCall,
): Told[] {
  return letters.flatMap(({ id, upstream }) => {
    const branch = branches.find((one) => one.upstream.name === upstream)
    if (!branch) return []
    branch.queued++
    if (isPrompt(branch, world.clock())) {
      const answer = new Promise<Called>((resolve) => branch.waiters.set(id, resolve))
      void pump(world, branch)
      return [{ branch, answer }]
    }
    if (isVoted(call) && mayVote(authorisation, branch) && isThere(branch)) {
      return [{ branch, answer: tellLive(world, branch, 'Authorize', authorizeOf(call)) }]
    }
    void pump(world, branch)
    return []
  })
}

function tell(world: Needs, branches: Branch[], call: ChargerCall): Told[] {
  const { action, payload } = call
  const way = wayOf(call)
  if (way === 'own') return []
  return branches.flatMap((branch) => {
    if (way === 'boot') reboot(world, branch)
    else if (way === 'status') tellStatus(world, branch, payload)
    else if (isThere(branch)) return [{ branch, answer: tellLive(world, branch, action, payload) }]
    else void tellLive(world, branch, action, payload)
    return []
  })
}

type Voting = { call: ChargerCall; ours: OcppAnswer; told: Told[] }

/** Lets those speak whose word counts, as long as the charger can wait. */
function voted(
  { trunks }: Needs,
  authorisation: Authorisation,
  { call, ours, told }: Voting,
): Promise<OcppAnswer> {
  const { version } = call
  const votes: Vote[] = [{ voice: 'ours', info: infoIn(ours, version) }]
  const asked = told.filter(({ branch }) => mayVote(authorisation, branch))
  const waited = new Set(asked.map(({ branch }) => branch))
  return new Promise((resolve) => {
    const look = (isOver: boolean) => {
      const info = decided(authorisation, votes, isOver)
      if (info === null && !isOver) return
      clearTimeout(timer)
      resolve(info === null ? ours : answerWith(ours, info, version))
    }
    const timer = setTimeout(() => {
      for (const branch of waited) branch.isSlow = true
      look(true)
    }, trunks.patienceMs)
    for (const { branch, answer } of asked) {
      void answer.then((called) => {
        waited.delete(branch)
        const info = typeof called === 'string' ? null : infoIn(called, version)
        votes.push({ voice: branch.upstream.role, info })
        return look(waited.size === 0)
      })
    }
    look(waited.size === 0)
  })
}

function mayVote(authorisation: Authorisation, { upstream }: Branch): boolean {
  if (authorisation === 'ours') return false
  return authorisation !== 'primary' || upstream.role === 'primary'
}

/** The primary's answer where it has one in time, else ours. */
function primaryAnswer({ trunks }: Needs, ours: OcppAnswer, told: Told[]): Promise<OcppAnswer> {
  const primary = told.find(({ branch }) => branch.upstream.role === 'primary')
  if (!primary) return Promise.resolve(ours)
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      primary.branch.isSlow = true
      resolve(ours)
    }, trunks.patienceMs)
    void primary.answer.then((called) => {
      clearTimeout(timer)
      return resolve(typeof called === 'object' && 'result' in called ? called : ours)
    })
  })
}
