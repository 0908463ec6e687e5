/** What needs the operator now: tags that nobody has decided about, and chargers that were turned away. */
import { Card, Row, Rows } from '../parts/card.tsx'
import { ButtonLink } from '../parts/button.tsx'
import { useWatched } from '../portal/watch.ts'
import type { List } from '../wire.ts'
import { Ago } from './ago.tsx'
import { useLive } from './live.ts'
import type { Knock, Token } from './wire.ts'
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
  const { whys } = useDesk().knocks
  return ({ status, why }) => whys[status] ?? why
}

/** Nothing where all is decided. */
export function Needed() {
  return (
    <>
      <Shown />
      <TurnedAway />
    </>
  )
}

function Shown() {
  const t = useDesk().knocks
  const { data } = useLive<List<Token>>(`/v1/tokens?unknown=true&limit=${SHOWN}`, ['tokens'])
  const items = data?.items ?? []
  if (items.length === 0) return null
  return (
    <Card
      tone="warn"
      title={t.shown}
      action={<ButtonLink href="/operator/identifiers">{t.decide}</ButtonLink>}
    >
      <Rows>
        {items.map(({ idTag, seenAt, seenOn }) => (
          <Row
            key={idTag}
            title={<code>{idTag}</code>}
            note={
              <>
                {seenOn} {seenAt && <Ago at={seenAt} />}
              </>
            }
          />
        ))}
      </Rows>
    </Card>
  )
}

function TurnedAway() {
  const t = useDesk().knocks
  const [knocks, why] = [useKnocks().slice(0, SHOWN), useWhy()]
  if (knocks.length === 0) return null
  return (
    <Card
      tone="warn"
      title={t.title}
      action={<ButtonLink href="/operator/add">{t.add}</ButtonLink>}
    >
      <Rows>
        {knocks.map((one) => (
          <Row
            key={one.identity}
            title={<code>{one.identity}</code>}
            note={
              <>
                {why(one)} <Ago at={one.at} />
              </>
            }
          />
        ))}
      </Rows>
    </Card>
  )
}
