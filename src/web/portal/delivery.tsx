/** One attempt to push in full, and the way to have its events again. */
import { call } from '../api.ts'
import { moment, number } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card, Facts } from '../parts/card.tsx'
import { Loaded } from '../parts/empty.tsx'
import { Page } from '../parts/page.tsx'
import { say } from '../parts/toast.tsx'
import type { PageProps } from './me.ts'
import { Outcome } from './deliveries.tsx'
import { useWatched } from './watch.ts'
import type { DeliveryInFull } from './wire.ts'
import { usePortal } from './words.ts'

export function DeliveryPage({ id }: PageProps) {
  const { log: t } = usePortal()
  const path = `/v1/partners/me/deliveries/${encodeURIComponent(id)}`
  const delivery = useWatched<DeliveryInFull>(path)
  return (
    <Page title={t.one.title} back="/partners/deliveries">
      <Loaded of={delivery}>{(one) => <InFull delivery={one} />}</Loaded>
    </Page>
  )
}

function InFull({ delivery }: { delivery: DeliveryInFull }) {
  const { log: t } = usePortal()
  const { kind, message } = delivery
  const again = async () => {
    await call('POST', '/v1/partners/me/replay', { message })
    say(t.willSend)
  }
  return (
    <Card title={t.kinds[kind]} action={<Outcome delivery={delivery} />}>
      <Attempt delivery={delivery} />
      {kind === 'events' && (
        <div class="row">
          <Button onClick={again}>{t.again}</Button>
        </div>
      )}
    </Card>
  )
}

/** What was sent and what came back; the result of a test looks the same. */
export function Attempt({ delivery }: { delivery: DeliveryInFull }) {
  const { one: t, reasons } = usePortal().log
  const { id, message, at, events, superseded, error, ms, answer } = delivery
  return (
    <>
      <Facts
        items={[
          [t.at, moment(at)],
          [t.ms, `${number(ms)} ms`],
          ...(delivery.kind === 'events' ? [[t.events, number(events)] as [string, string]] : []),
          ...(superseded > 0 ? [[t.superseded, number(superseded)] as [string, string]] : []),
          ...(error === null ? [] : [[t.error, reasons[error] ?? error] as [string, string]]),
        ]}
      />
      <dl class="facts below ids">
        <div>
          <dt>{t.message}</dt>
          <dd>
            <code>{message}</code>
          </dd>
        </div>
        <div>
          <dt>{t.id}</dt>
          <dd>
            <code>{id}</code>
          </dd>
        </div>
      </dl>
      <figure class="copy plain">
        <figcaption>{t.answer}</figcaption>
        <pre tabIndex={0} role="region" aria-label={t.answer}>
          {answer === '' ? t.empty : answer}
        </pre>
      </figure>
    </>
  )
}
