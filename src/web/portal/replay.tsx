/** Having it pushed again: from a time or a cursor on, or one session. */
import { useState } from 'preact/hooks'
import { call, Problem } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { TextField } from '../parts/field.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { say, told } from '../parts/toast.tsx'
import { useSending } from './sending.ts'
import { usePortal } from './words.ts'

type Way = 'since' | 'after' | 'session'
type Draft = { date: string; time: string; after: string; session: string }

export function Replay() {
  const t = usePortal().replay
  const [way, choose] = useState<Way>('since')
  const [draft, set] = useState<Draft>({ date: '', time: '00:00', after: '', session: '' })
  const { problem, busy, submit } = useSending(async () => {
    await call('POST', '/v1/partners/me/replay', wishOf(way, draft, t))
    say(t.done)
  })
  const change = (part: Partial<Draft>) => set({ ...draft, ...part })
  return (
    <Card title={t.title}>
      <p class="hint">{t.text}</p>
      <form class="stack" noValidate onSubmit={submit}>
        <Tabs
          label={t.by}
          value={way}
          onValue={choose}
          options={(['since', 'after', 'session'] as const).map((one) => [one, t.ways[one]])}
        />
        <Fields way={way} draft={draft} change={change} />
        {problem && (
          <p class="error" role="alert">
            {told(problem)}
          </p>
        )}
        <div class="row">
          <Button type="submit" busy={busy}>
            {t.button}
          </Button>
        </div>
      </form>
    </Card>
  )
}

type FieldsProps = { way: Way; draft: Draft; change: (part: Partial<Draft>) => void }

function Fields({ way, draft: { date, time, after, session }, change }: FieldsProps) {
  const t = usePortal().replay
  if (way === 'since') {
    return (
      <>
        <p class="hint">{t.sinceHint}</p>
        <div class="numbers times">
          <TextField
            label={t.date}
            type="date"
            value={date}
            onValue={(date) => change({ date })}
            required
          />
          <TextField
            label={t.time}
            type="time"
            value={time}
            onValue={(time) => change({ time })}
            required
          />
        </div>
      </>
    )
  }
  const isCursor = way === 'after'
  return (
    <TextField
      key={way}
      label={isCursor ? t.cursor : t.session}
      hint={isCursor ? t.afterHint : t.sessionHint}
      value={isCursor ? after : session}
      onValue={(text) => change({ [way]: text })}
      spellcheck={false}
      required
    />
  )
}

type Words = ReturnType<typeof usePortal>['replay']

/** As it goes on the wire; throws what is missing as the server would say it. */
function wishOf(way: Way, { date, time, ...texts }: Draft, t: Words) {
  if (way !== 'since') {
    const text = texts[way].trim()
    if (text === '') throw new Problem(422, t.missing)
    return { [way]: text }
  }
  const since = new Date(`${date}T${time}`)
  if (Number.isNaN(since.getTime())) throw new Problem(422, t.when)
  return { since: since.toISOString() }
}
