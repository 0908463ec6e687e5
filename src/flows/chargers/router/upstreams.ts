/** With which backends a charger is shared, as the operator says and sees it. */
import type { Charger } from '../../../domain/chargers/charger.ts'
import type { UpstreamDeviation } from '../../../domain/chargers/router/standing.ts'
import {
  type Authorisation,
  standingOf,
  type Upstream,
  upstreamOf,
  type UpstreamWish,
} from '../../../domain/chargers/router/upstream.ts'
import type { World } from '../../ports.ts'
import { invalid } from '../../refusal.ts'
import type { Tables } from '../../tables.ts'

type Needs = Pick<World, 'clock' | 'trunks'>

/** What is not named stays; `upstreams` names all of them. */
export type SharingWish = {
  upstreams?: UpstreamWish[] | undefined
  authorisation?: Authorisation | undefined
}

/** A backend as it is shown: never its password. */
export type UpstreamShown = Omit<Upstream, 'charger' | 'password' | 'createdAt'> & {
  hasPassword: boolean
  isConnected: boolean
  /** Transaction messages that wait for it. */
  queued: number
  /** What it says otherwise than OCPP wants, the most frequent first. */
  deviations: UpstreamDeviation[]
}

export type Sharing = { authorisation: Authorisation; upstreams: UpstreamShown[] }

/**
 * Keeps how a charger is shared, in the caller's transaction; the process that holds its connection
 * follows within a second. What cannot be is thrown.
 */
export function setUpstreams({ clock, trunks }: Needs) {
  return async (tables: Tables, charger: string, wish: SharingWish): Promise<void> => {
    const { upstreams: wishes, authorisation } = wish
    if (wishes === undefined && authorisation === undefined) return
    const relay = await tables.upstreams.relay(charger)
    const said = authorisation ?? relay?.authorisation ?? 'ours'
    await tables.upstreams.keepRelay({ charger, authorisation: said, changedAt: clock() })
    if (wishes === undefined) return
    const before = await tables.upstreams.of(charger)
    const after = wishes.map((wish, at) => {
      const problem = trunks.refusal(wish.url)
      if (problem) throw invalid(`/upstreams/${at}/url`, 'address', problem)
      const known = before.find(({ name }) => name === wish.name) ?? null
      return { wish, upstream: upstreamOf(charger, wish, known, clock()), isNew: known === null }
    })
    for (const { name } of before) {
      if (!wishes.some((wish) => wish.name === name)) await tables.upstreams.remove(charger, name)
    }
    // Listeners first: of two primaries that change places, the old one must have left.
    for (const { wish, upstream, isNew } of after.sort(
      (a, b) => Number(a.upstream.role === 'primary') - Number(b.upstream.role === 'primary'),
    )) {
      const samePassword = wish.password === undefined && !isNew
      await tables.upstreams.keep(upstream, { samePassword })
    }
  }
}

/** How each of these chargers is shared, and how its backends fare; by identity. */
export async function sharingOf(
  { upstreams: table }: Pick<Tables, 'upstreams'>,
  chargers: Pick<Charger, 'id' | 'holder'>[],
): Promise<Map<string, Sharing>> {
  const ids = chargers.map(({ id }) => id)
  const relays = await table.relays(ids)
  const shared = relays.map(({ charger }) => charger)
  const all = shared.length > 0 ? await table.ofAll(shared) : []
  const waiting = shared.length > 0 ? await table.waiting(shared) : []
  const odd = shared.length > 0 ? await table.deviations(shared) : []
  return new Map(
    chargers.map(({ id, holder }) => {
      const authorisation = relays.find((one) => one.charger === id)?.authorisation ?? 'ours'
      const upstreams = all
        .filter(({ charger }) => charger === id)
        .map((one) => {
          const isItsOwn = (row: { charger: string; upstream: string }) =>
            row.charger === id && row.upstream === one.name
          const deviations = odd.filter(isItsOwn).map(({ rule, count, at, last }) => {
            return { rule, count, at, last }
          })
          const queued = waiting.find(isItsOwn)?.n ?? 0
          return { ...shown(one, holder), queued, deviations }
        })
      return [id, { authorisation, upstreams }]
    }),
  )
}

function shown(
  upstream: Upstream,
  holder: string | null,
): Omit<UpstreamShown, 'queued' | 'deviations'> {
  const { name, url, identity, password, role, mayCommand, answers, dropped } = upstream
  // Of a process that died nobody has told the end.
  const isConnected = holder !== null && upstream.connectedAt !== null
  const state = holder === null ? 'away' : upstream.state
  const wished = { name, url, identity, hasPassword: password !== null, role, mayCommand }
  return { ...wished, ...standingOf(upstream), answers, dropped, state, isConnected }
}
