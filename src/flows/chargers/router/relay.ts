/** A charger that several backends share: what it says goes to all, and one answer goes back. */
import type { ChargerCall, OcppAnswer } from '../../../domain/chargers/ocpp.ts'
import {
  authorizeOf,
  isAsking,
  isVoted,
  wayOf,
} from '../../../domain/chargers/router/forwarding.ts'
import {
  answerWith,
  decided,
  infoIn,
  type Spoken,
  type Vote,
} from '../../../domain/chargers/router/votes.ts'
import type { Authorisation } from '../../../domain/chargers/router/upstream.ts'
import type { Replied } from '../../ports.ts'
import type { Hear } from '../hearing/hear.ts'
import { type Branch, isPrompt, isThere, type Needs, weigh } from './branch.ts'
import { type Kept, keepLetters } from './letters.ts'
import { keepRuling } from './own.ts'
import { pump, reboot, tellLive, tellStatus } from './pump.ts'

/** How a charger that is connected here is shared. */
export type Relay = { authorisation: Authorisation; changedAt: number; branches: Branch[] }

/** A backend that was told, and what it will say. */
type Told = { branch: Branch; answer: Promise<Replied> }

/** Keeps what the charger says first, as if it were ours alone; then all others are told. */
export async function relayed(
  world: Needs,
  relay: Relay,
  hear: Hear,
  call: ChargerCall,
): Promise<OcppAnswer> {
  const { authorisation, branches } = relay
  const isLetter = wayOf(call) === 'letter'
  let kept: Kept = { letters: [], thinned: [] }
  const ours = await hear(
    call,
    isLetter
      ? async ({ tables }, answer) => {
          kept = await keepLetters(world, branches, tables, call, answer)
        }
      : undefined,
  )
  const told = isLetter ? post(world, relay, kept, call) : tell(world, branches, call)
  if (isVoted(call)) return voted(world, authorisation, { call, ours, told })
  return isAsking(call.action) ? primaryAnswer(world, ours, told) : ours
}

/** Who is behind with letters is asked about the tag alone: its word counts now. */
function post(
  world: Needs,
  { authorisation }: Relay,
  { letters, thinned }: Kept,
  call: ChargerCall,
): Told[] {
  for (const { branch, n, size } of thinned) weigh(branch, -n, -size)
  return letters.flatMap(({ id, branch, size }) => {
    weigh(branch, 1, size)
    if (isPrompt(branch, world.clock())) {
      const answer = new Promise<Replied>((resolve) => branch.waiters.set(id, resolve))
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

/** Lets those speak whose word counts, as long as the charger can wait; what is decided is kept. */
async function voted(
  world: Needs,
  authorisation: Authorisation,
  { call, ours, told }: Voting,
): Promise<OcppAnswer> {
  const { version } = call
  const asked = told.filter(({ branch }) => mayVote(authorisation, branch))
  const spoken = await spokenBy(world, authorisation, { call, ours, told: asked })
  if (spoken === null) return ours
  const heard = asked.find(({ branch }) => branch.upstream.name === spoken.by)
  if (heard) heard.branch.tally.answers++
  try {
    await keepRuling(world, call, ours, spoken)
  } catch (error) {
    // Who is to charge does not wait for it: without it a start that is told again has our word.
    world.log.warn({ charger: call.charger, error: String(error) }, 'a ruling was not kept')
  }
  return answerWith(ours, spoken.info, version)
}

/** Whose words are told; null: nobody has said any. */
function spokenBy(
  { trunks }: Needs,
  authorisation: Authorisation,
  { call: { version }, ours, told }: Voting,
): Promise<Spoken | null> {
  const votes: Vote[] = [{ voice: 'ours', by: null, info: infoIn(ours, version) }]
  const waited = new Set(told.map(({ branch }) => branch))
  return new Promise((resolve) => {
    const look = (isOver: boolean) => {
      const spoken = decided(authorisation, votes, isOver)
      if (spoken === null && !isOver) return
      clearTimeout(timer)
      resolve(spoken)
    }
    const timer = setTimeout(() => {
      for (const branch of waited) branch.isSlow = true
      look(true)
    }, trunks.patienceMs)
    for (const { branch, answer } of told) {
      void answer.then((called) => {
        waited.delete(branch)
        const info = typeof called === 'string' ? null : infoIn(called, version)
        votes.push({ voice: branch.upstream.role, by: branch.upstream.name, info })
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

/** The primary's answer where it has one in time that a charger can be given, else ours. */
function primaryAnswer({ trunks }: Needs, ours: OcppAnswer, told: Told[]): Promise<OcppAnswer> {
  const primary = told.find(({ branch }) => branch.upstream.role === 'primary')
  if (!primary) return Promise.resolve(ours)
  const { branch, answer } = primary
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      branch.isSlow = true
      resolve(ours)
    }, trunks.patienceMs)
    void answer.then((called) => {
      clearTimeout(timer)
      if (typeof called === 'string' || !('result' in called) || 'fault' in called) {
        return resolve(ours)
      }
      branch.tally.answers++
      return resolve(called)
    })
  })
}
