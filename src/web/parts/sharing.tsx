/** Who knows of a charge: its state, what was told to whom, and the way to take it back or share it. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { refresh } from '../data.ts'
import { moment } from '../format.ts'
import type { ChargeInFull, SharingState } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button, ButtonLink } from './button.tsx'
import { Card } from './card.tsx'
import { Confirm } from './dialog.tsx'
import { Badge } from './flag.tsx'
import { say } from './toast.tsx'

export function Sharing({ charge }: { charge: ChargeInFull }) {
  const { charges } = useWords()
  const t = charges.sharing
  const { sharing } = charge
  const { state } = sharing
  const text = {
    shared: t.sharedText,
    private: t.privateText,
    undecided: t.undecidedText,
    withdrawn: t.withdrawnText,
  }[state]
  return (
    <Card
      title={t.title}
      action={
        <Badge
          tone={state === 'shared' ? 'good' : 'calm'}
          icon={state === 'shared' ? 'globe' : 'lock'}
        >
          {t[state]}
        </Badge>
      }
    >
      <p class="soft">{text}</p>
      {state === 'shared' && <Partners sharing={sharing} />}
      {sharing.events.length > 0 && <History sharing={sharing} />}
      <Deeds charge={charge} />
    </Card>
  )
}

function Partners({ sharing: { partners, id } }: { sharing: SharingState }) {
  const t = useWords().charges.sharing
  return (
    <dl class="facts below">
      <div>
        <dt>{t.partners}</dt>
        {partners.length === 0 && <dd>{t.nobody}</dd>}
        {partners.map(({ name, pushedAt }) => (
          <dd key={name} class="row apart">
            {name}
            <span class="soft">{pushedAt ? moment(pushedAt) : t.pulled}</span>
          </dd>
        ))}
      </div>
      {id && (
        <div>
          <dt>{t.key}</dt>
          <dd>
            <code>{id}</code>
          </dd>
        </div>
      )}
    </dl>
  )
}

function History({ sharing: { events } }: { sharing: SharingState }) {
  const t = useWords().charges.sharing
  return (
    <details class="more">
      <summary>{t.history}</summary>
      <ol class="bare stack">
        {events.map(({ type, at }) => (
          <li key={`${type} ${at}`} class="row apart">
            <span>{t.events[type] ?? type}</span>
            <time class="soft number" dateTime={at}>
              {moment(at)}
            </time>
          </li>
        ))}
      </ol>
    </details>
  )
}

function Deeds({ charge }: { charge: ChargeInFull }) {
  const t = useWords().charges.sharing
  const [asks, setAsks] = useState(false)
  const decide = async (choice: 'once' | 'skip') => {
    await call('POST', `/v1/charges/mine/${encodeURIComponent(charge.id)}/sharing`, { choice })
    await refresh('/v1/charges/mine', '/v1/questions', '/v1/locations')
    say(choice === 'skip' ? t.done : t.sharedNow)
  }
  const question = charge.questions.share ?? charge.questions.abort
  return (
    <>
      <div class="row">
        {question?.state === 'open' && (
          <ButtonLink kind="lead" href={`/questions/${question.id}`}>
            {t.answer}
          </ButtonLink>
        )}
        {charge.sharing.state === 'shared' ? (
          <Button kind="danger" onClick={() => setAsks(true)}>
            {t.takeBack}
          </Button>
        ) : (
          charge.location?.position && <Button onClick={() => decide('once')}>{t.share}</Button>
        )}
      </div>
      <Confirm
        open={asks}
        title={t.takeBack}
        label={t.takeBack}
        onClose={() => setAsks(false)}
        onConfirm={() => decide('skip')}
      >
        {t.takeBackText}
      </Confirm>
    </>
  )
}
