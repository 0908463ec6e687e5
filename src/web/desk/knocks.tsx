/** What needs the operator now: cards that nobody has decided about, and chargers that were turned away. */
import { Card, Row, Rows } from '../parts/card.tsx'
import { useWatched } from '../portal/watch.ts'
import { Link } from '../route.tsx'
import type { List } from '../wire.ts'
import { Ago } from './ago.tsx'
import { Authority } from './authority.tsx'
import { useLive } from './live.ts'
import { UNKNOWN } from './tag.ts'
import { pageOf } from './tile.tsx'
import { UnknownCard } from './unknown.tsx'
import type { Charger, Knock, Token } from './wire.ts'
import { useDesk } from './words.ts'

const KNOCKS = '/v1/ocpp/knocks'
const LOOK_MS = 4000
const SHOWN = 3

/** Who knocked lately and was turned away, kept true while one looks. */
export function useKnocks(): Knock[] {
  return useWatched<List<Knock>>(KNOCKS, LOOK_MS).data?.items ?? []
}

/** Why it was turned away, in words. */
export function useWhy(): (knock: Knock) => string {
  const { whys, ended } = useDesk().knocks
  return ({ status, why, isEnded }) => (isEnded ? ended : (whys[status] ?? why))
}

/** Nothing where all is decided. */
export function Needed({ chargers }: { chargers: Charger[] }) {
  return (
    <>
      <Authority />
      <Shown />
      <TurnedAway chargers={chargers} />
    </>
  )
}

function Shown() {
  const t = useDesk().knocks
  const shown = useLive<List<Token>>(UNKNOWN, ['tokens'])
  const items = shown.data?.items ?? []
  if (items.length === 0) return null
  const newest = items.toSorted((a, b) => (b.seenAt ?? '').localeCompare(a.seenAt ?? ''))
  return (
    <Card
      tone="warn"
      title={t.shown}
      action={items.length > SHOWN && <Link href="/operator/cards">{t.all}</Link>}
    >
      <Rows>
        {newest.slice(0, SHOWN).map((one) => (
          <UnknownCard key={one.idTag} token={one} reload={shown.reload} />
        ))}
      </Rows>
    </Card>
  )
}

function TurnedAway({ chargers }: { chargers: Charger[] }) {
  const t = useDesk().knocks
  const [knocks, why] = [useKnocks().slice(0, SHOWN), useWhy()]
  if (knocks.length === 0) return null
  return (
    <Card tone="warn" title={t.title}>
      <Rows>
        {knocks.map((one) => {
          const isKnown = chargers.some(({ identity }) => identity === one.identity)
          const add = `/operator/add?identity=${encodeURIComponent(one.identity)}`
          return (
            <Row
              key={one.identity}
              href={isKnown ? pageOf(one) : add}
              title={<code>{one.identity}</code>}
              value={isKnown ? t.toCharger : t.add}
              note={
                <>
                  {why(one)} <Ago at={one.at} />
                </>
              }
            />
          )
        })}
      </Rows>
    </Card>
  )
}
