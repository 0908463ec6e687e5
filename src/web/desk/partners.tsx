/** Who gets what is shared: how their pushes fare; they can be suspended, and sent things again. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { ago, date, moment, number } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card, Facts } from '../parts/card.tsx'
import { Confirm, Dialog } from '../parts/dialog.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { TextField } from '../parts/field.tsx'
import { Badge } from '../parts/flag.tsx'
import { Form, useForm } from '../parts/form.tsx'
import { Page } from '../parts/page.tsx'
import { say } from '../parts/toast.tsx'
import { fareOf, LOOKS } from '../portal/state.ts'
import type { List } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { useLive } from './live.ts'
import type { PartnerSeen } from './wire.ts'
import { useDesk } from './words.ts'

const PATH = '/v1/operator/partners'

export function PartnersPage() {
  const t = useDesk().partners
  const partners = useLive<List<PartnerSeen>>(`${PATH}?limit=500`, ['partners'])
  return (
    <Page title={t.title} lead={t.lead}>
      <Loaded of={partners}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="share" title={t.none}>
              {t.noneText}
            </Empty>
          ) : (
            <div class="halves">
              {items.map((one) => (
                <One key={one.id} partner={one} reload={partners.reload} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
  )
}

type OneProps = { partner: PartnerSeen; reload: () => Promise<void> }

function One({ partner, reload }: OneProps) {
  const t = useDesk().partners
  const { shell } = useWords()
  const { id, name, email, createdAt, suspendedAt } = partner
  const [asking, ask] = useState<'suspend' | 'replay' | null>(null)
  const put = async (suspended: boolean) => {
    await call('PATCH', `${PATH}/${encodeURIComponent(id)}`, { suspended })
    await reload()
  }
  const suspend = async () => {
    await put(true)
    say(t.suspended(name), { label: shell.undo, run: () => put(false) })
  }
  const lift = async () => {
    await put(false)
    say(t.lifted(name))
  }
  return (
    <Card title={name} action={<Fares partner={partner} />}>
      <p class="soft address">
        {email} · {t.since(date(createdAt))}
      </p>
      {suspendedAt && <p>{t.suspendedSince(moment(suspendedAt))}</p>}
      <Push partner={partner} />
      <div class="row">
        {suspendedAt ? (
          <Button kind="lead" aria-label={`${t.lift}: ${name}`} onClick={lift}>
            {t.lift}
          </Button>
        ) : (
          <Button kind="danger" aria-label={`${t.suspend}: ${name}`} onClick={() => ask('suspend')}>
            {t.suspend}
          </Button>
        )}
        {partner.push.url !== null && (
          <Button aria-label={`${t.replay}: ${name}`} onClick={() => ask('replay')}>
            {t.replay}
          </Button>
        )}
      </div>
      <Confirm
        open={asking === 'suspend'}
        title={t.suspendAsk(name)}
        label={t.suspend}
        onClose={() => ask(null)}
        onConfirm={suspend}
      >
        {t.suspendText}
      </Confirm>
      <Dialog open={asking === 'replay'} title={t.replay} onClose={() => ask(null)}>
        <Replay partner={partner} onDone={() => ask(null)} />
      </Dialog>
    </Card>
  )
}

function Fares({ partner }: { partner: PartnerSeen }) {
  const t = useDesk().partners
  if (partner.suspendedAt) {
    return (
      <Badge tone="bad" icon="lock">
        {t.isSuspended}
      </Badge>
    )
  }
  const fare = fareOf(partner.push)
  return <Badge {...LOOKS[fare]}>{t.fares[fare]}</Badge>
}

function Push({ partner: { push } }: { partner: PartnerSeen }) {
  const t = useDesk().partners
  if (push.url === null) return <p class="soft">{t.pulls}</p>
  const { behind, failures, failingSince, deadLetters, nextTryAt } = push
  return (
    <>
      <p class="address">
        <code>{push.url}</code>
      </p>
      <Facts
        items={[
          [t.behind, number(behind)],
          [t.failures, number(failures)],
          [t.dead, number(deadLetters)],
          ...(failingSince ? [[t.failing, ago(failingSince)] as [string, string]] : []),
          ...(nextTryAt ? [[t.next, ago(nextTryAt)] as [string, string]] : []),
        ]}
      />
    </>
  )
}

function Replay({ partner: { id }, onDone }: { partner: PartnerSeen; onDone: () => void }) {
  const t = useDesk().partners
  const [since, setSince] = useState('')
  const form = useForm(async () => {
    const from = new Date(`${since}T00:00:00`).toISOString()
    await call('POST', `${PATH}/${encodeURIComponent(id)}/replay`, { since: from })
    onDone()
    say(t.willSend)
  })
  return (
    <Form form={form} label={t.send}>
      <p class="hint">{t.replayText}</p>
      <TextField
        label={t.from}
        type="date"
        value={since}
        onValue={setSince}
        error={form.problem?.of('since')}
        required
      />
    </Form>
  )
}
