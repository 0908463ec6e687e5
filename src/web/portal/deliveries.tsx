/** The log of what was pushed, as it grows; what failed, what is dead, and the way to have it again. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { ago, line, moment, number } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card, Row, Rows } from '../parts/card.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { Badge } from '../parts/flag.tsx'
import { useOlder } from '../older.ts'
import { Page } from '../parts/page.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { say } from '../parts/toast.tsx'
import { useRoute } from '../route.tsx'
import type { List } from '../wire.ts'
import { Replay } from './replay.tsx'
import { useWatched } from './watch.ts'
import type { DeadLetter, Delivery } from './wire.ts'
import { usePortal } from './words.ts'

type Which = 'all' | 'failed' | 'dead'

const LOG = '/v1/partners/me/deliveries'
const PAGE = 50
const LOOK_MS = 3000

export function DeliveriesPage() {
  const t = usePortal().log
  const isDead = useRoute().query.has('dead')
  const [which, choose] = useState<Which>(isDead ? 'dead' : 'all')
  return (
    <Page title={t.title} lead={t.lead}>
      <Tabs
        label={t.which}
        value={which}
        onValue={choose}
        options={(['all', 'failed', 'dead'] as const).map((one) => [one, t.filters[one]])}
      />
      {which === 'dead' ? <DeadLetters /> : <Log key={which} isFailed={which === 'failed'} />}
      <Replay />
    </Page>
  )
}

function Log({ isFailed }: { isFailed: boolean }) {
  const { log: t } = usePortal()
  const path = `${LOG}?limit=${PAGE}${isFailed ? '&result=failed' : ''}`
  const newest = useWatched<List<Delivery>>(path, LOOK_MS)
  const older = useOlder<Delivery>(path)
  return (
    <Loaded of={newest}>
      {(page) => {
        const { items: all, next } = older.with(page)
        if (all.length === 0) {
          return (
            <Empty icon="share" title={isFailed ? t.noneFailed : t.none}>
              {!isFailed && t.noneText}
            </Empty>
          )
        }
        return (
          <Card>
            <Rows>
              {all.map((one) => (
                <DeliveryRow key={one.id} delivery={one} />
              ))}
            </Rows>
            {next !== null && <Button onClick={() => older.more(all.at(-1)!.id)}>{t.more}</Button>}
          </Card>
        )
      }}
    </Loaded>
  )
}

export function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { log: t, events } = usePortal()
  const { id, kind, at, events: count, ms, error } = delivery
  const title = kind === 'events' ? events(count) : t.kinds[kind]
  return (
    <Row
      href={`/partners/deliveries/${id}`}
      title={title}
      note={line([ago(at), error === null ? `${number(ms)} ms` : (t.reasons[error] ?? error)])}
      end={<Outcome delivery={delivery} />}
    />
  )
}

/** What the endpoint answered, in one word. */
export function Outcome({ delivery: { status, error } }: { delivery: Delivery }) {
  const t = usePortal().log
  const isGood = error === null
  return (
    <Badge tone={isGood ? 'good' : 'bad'} icon={isGood ? 'check' : 'warning'}>
      {status ?? t.noAnswer}
      {isGood && <span class="unseen"> {t.delivered}</span>}
    </Badge>
  )
}

function DeadLetters() {
  const { log: t } = usePortal()
  const dead = useWatched<List<DeadLetter>>('/v1/partners/me/deadletters?limit=100', LOOK_MS)
  const again = async (message: string) => {
    await call('POST', '/v1/partners/me/replay', { message })
    await dead.reload()
    say(t.willSend)
  }
  return (
    <Loaded of={dead}>
      {({ items }) => {
        if (items.length === 0) return <Empty icon="check" title={t.noneDead} />
        return (
          <Card>
            <p class="soft">{t.deadText}</p>
            <Rows>
              {items.map((one) => (
                <DeadRow key={one.id} letter={one} onAgain={() => again(one.message)} />
              ))}
            </Rows>
          </Card>
        )
      }}
    </Loaded>
  )
}

function DeadRow({ letter, onAgain }: { letter: DeadLetter; onAgain: () => Promise<void> }) {
  const { log: t } = usePortal()
  const { session, at, tries, status } = letter
  const what = session ?? letter.message
  return (
    <Row
      title={<code>{what}</code>}
      note={line([moment(at), t.tries(tries), status !== null && t.refused(String(status))])}
      end={
        <Button aria-label={`${t.again}: ${what}`} onClick={onAgain}>
          {t.again}
        </Button>
      }
    />
  )
}
