/** The first page: how the pushes fare, what was sent last, what happened, and the other ways to the data. */
import type { ComponentChildren } from 'preact'
import { ago, moment, number } from '../format.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Card, Facts, Rows } from '../parts/card.tsx'
import { Loaded } from '../parts/empty.tsx'
import { Badge } from '../parts/flag.tsx'
import { Page } from '../parts/page.tsx'
import { Link } from '../route.tsx'
import type { List } from '../wire.ts'
import type { PageProps } from './me.ts'
import { DeliveryRow } from './deliveries.tsx'
import { fareOf, LOOKS } from './state.ts'
import { useWatched } from './watch.ts'
import type { Delivery, Note, Partner } from './wire.ts'
import { usePortal } from './words.ts'

/** As often as new attempts are looked for. */
export const LOOK_MS = 4000

export function OverviewPage({ partner }: PageProps) {
  const t = usePortal()
  return (
    <Page title={partner.name}>
      <PushState push={partner.push} />
      <div class="grid">
        <LastDeliveries />
        <div class="stack">
          <Notices />
          <Card title={t.overview.pull}>
            <p class="soft">{t.overview.pullText}</p>
            <div class="row">
              <ButtonLink href="/partners/pull">{t.overview.toPull}</ButtonLink>
            </div>
          </Card>
          <Card title={t.overview.ocpi}>
            <p class="soft">{t.overview.ocpiText}</p>
            <div class="row">
              <ButtonLink href="/partners/ocpi">{t.overview.toOcpi}</ButtonLink>
            </div>
          </Card>
        </div>
      </div>
    </Page>
  )
}

function PushState({ push }: { push: Partner['push'] }) {
  const t = usePortal().overview
  const fare = fareOf(push)
  const { tone } = LOOKS[fare]
  const isLost = push.problem !== null && fare !== 'disabled' && fare !== 'gone'
  const facts = factsOf(push, t)
  return (
    <Card
      title={t.push}
      {...(fare === 'proven' ? { tone: 'live' } : tone !== 'calm' && { tone: 'warn' })}
      action={<Badge {...LOOKS[fare]}>{t.states[fare]}</Badge>}
    >
      <p>{isLost ? t.noSecret : t.texts[fare]}</p>
      {push.url && <code class="address">{push.url}</code>}
      {facts.length > 0 && <Facts items={facts} />}
      <div class="row">
        <ButtonLink kind={fare === 'none' ? 'lead' : 'plain'} href="/partners/push">
          {fare === 'none' ? t.setUp : t.toPush}
        </ButtonLink>
      </div>
    </Card>
  )
}

type Words = ReturnType<typeof usePortal>['overview']

/** Only what says something: a push that works has nothing to tell of failures. */
function factsOf(push: Partner['push'], t: Words): [string, ComponentChildren][] {
  const { failures, failingSince, nextTryAt, behind, deadLetters, allowedRate } = push
  const isTrying = push.enabled && failures > 0
  const facts: [string, ComponentChildren | false][] = [
    [t.facts.behind, push.url !== null && <Behind count={behind} />],
    [t.facts.failures, failures > 0 && number(failures)],
    [t.facts.since, failingSince !== null && moment(failingSince)],
    [t.facts.next, isTrying && (nextTryAt === null ? t.soon : ago(nextTryAt))],
    [
      t.facts.dead,
      deadLetters > 0 && <Link href="/partners/deliveries?dead">{number(deadLetters)}</Link>,
    ],
    [t.facts.rate, allowedRate !== null && t.perMinute(number(allowedRate, 1))],
  ]
  return facts.filter((fact): fact is [string, ComponentChildren] => fact[1] !== false)
}

function Behind({ count }: { count: number }) {
  return <>{usePortal().events(count)}</>
}

function LastDeliveries() {
  const t = usePortal().overview
  const last = useWatched<List<Delivery>>('/v1/partners/me/deliveries?limit=5', LOOK_MS)
  return (
    <Card title={t.last} action={<Link href="/partners/deliveries">{t.all}</Link>}>
      <Loaded of={last}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="soft">{t.none}</p>
          ) : (
            <Rows>
              {items.map((one) => (
                <DeliveryRow key={one.id} delivery={one} />
              ))}
            </Rows>
          )
        }
      </Loaded>
    </Card>
  )
}

function Notices() {
  const t = usePortal().overview
  const notes = useWatched<List<Note>>('/v1/partners/me/notes?limit=5', LOOK_MS)
  if (!notes.data || notes.data.items.length === 0) return null
  return (
    <Card title={t.notices}>
      <ul class="bare stack">
        {notes.data.items.map(({ id, kind, at }) => (
          <li key={id}>
            {t.notes[kind] ?? kind}
            <br />
            <time class="soft" dateTime={at}>
              {moment(at)}
            </time>
          </li>
        ))}
      </ul>
    </Card>
  )
}
