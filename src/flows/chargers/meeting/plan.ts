/** What has to change in a scene: who is one with whom, and what is to be told of it. */
import type { Site } from '../../../domain/chargers/charger.ts'
import { pairsOf } from '../../../domain/chargers/meeting/match.ts'
import {
  type Draw,
  isNewWord,
  mayTell,
  type Witness,
  witnessOf,
} from '../../../domain/chargers/meeting/witness.ts'
import type { Tables } from '../../tables.ts'
import type { Guest, Scene } from './scene.ts'

/** What changes: charges with another witness, and transactions that are one with another charge. */
export type Plan = {
  words: Word[]
  ties: { draw: Draw; session: string | null }[]
}

type Word = { guest: Guest; witness: Witness | null }
/** A charge and the transaction that it is one with. */
type Pair = { guest: Guest; draw: Draw }

/** Where there are too many to be told apart what stands is told anew, if it may still be told. */
export async function planOf(tables: Tables, scene: Scene): Promise<Plan> {
  if (scene.isCrowd) {
    const pairs = standing(scene)
    const allowed = pairs.filter(isAllowed)
    const parted = pairs.filter((pair) => !isAllowed(pair))
    const words = await wordsOf(tables, scene.sites, allowed)
    return {
      words: [...words, ...parted.map(({ guest }) => ({ guest, witness: null }))],
      ties: parted.map(({ draw }) => ({ draw, session: null })),
    }
  }
  const pairs = paired(scene)
  const words = await wordsOf(tables, scene.sites, pairs)
  const sessions = new Map(pairs.map(({ guest, draw }) => [draw.id, guest.session.id]))
  const met = new Set(sessions.values())
  for (const guest of scene.guests.values()) {
    const { id, witness } = guest.session
    if (witness && !met.has(id)) words.push({ guest, witness: null })
  }
  const ties = [...scene.draws.values()].flatMap((draw) => {
    const session = sessions.get(draw.id) ?? null
    return session === draw.session ? [] : [{ draw, session }]
  })
  return { words, ties }
}

/** What the transactions of these pairs say that was not told yet. */
export async function wordsOf(
  tables: Tables,
  sites: Map<string, Site>,
  pairs: Pair[],
): Promise<Word[]> {
  if (pairs.length === 0) return []
  const chargers = [...new Set(pairs.map(({ draw }) => draw.charger))]
  const connectors = await tables.chargers.connectorsOf(chargers)
  return pairs.flatMap(({ guest, draw }) => {
    const own = connectors.filter(({ charger, evse }) => charger === draw.charger && evse > 0)
    const sockets = new Set(own.map(({ evse }) => evse)).size
    const witness = witnessOf(guest.visit, draw, { site: sites.get(draw.charger)!, sockets })
    return isNewWord(guest.session.witness, witness) ? [{ guest, witness }] : []
  })
}

function paired({ guests, draws, silent }: Scene): Pair[] {
  const visits = [...guests.values()].map(({ visit }) => visit)
  const pairs = pairsOf(visits, [...draws.values()])
  // They take what is theirs, so that it is nobody else's; but nothing is told or kept of it.
  for (const id of silent.keys()) pairs.delete(id)
  return [...pairs].map(([session, draw]) => ({
    guest: guests.get(session)!,
    draw: draws.get(draw)!,
  }))
}

function isAllowed({ guest, draw }: Pair): boolean {
  return mayTell(guest.visit.owner, draw)
}

function standing({ guests, draws, sites }: Scene): Pair[] {
  return [...draws.values()].flatMap((draw) => {
    const guest = guests.get(draw.session ?? '')
    const isOne = guest?.session.witness?.transaction === draw.id && sites.has(draw.charger)
    return isOne ? [{ guest, draw }] : []
  })
}
