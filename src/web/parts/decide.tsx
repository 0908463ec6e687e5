/** The flag of a place: what it means, and changing it; what publishes or erases is asked about first. */
import { useRef, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { changed } from '../data.ts'
import type { Flag, Location } from '../wire.ts'
import { useWords, type words } from '../words/words.ts'
import { Button, type Kind } from './button.tsx'
import { Card } from './card.tsx'
import { Confirm } from './dialog.tsx'
import { Options } from './field.tsx'
import { say } from './toast.tsx'

type Texts = ReturnType<typeof words>['places']['decide']
type Asked = { title: string; text: string; sure?: string; label: string; kind: Kind }

const FLAGS: Flag[] = ['always', 'once', 'skip', 'never', 'pending']

/** Nothing is done while one only moves through the choices, as by the arrow keys. */
export function Decide({ place }: { place: Location }) {
  const { places, shell } = useWords()
  const t = places.decide
  const [draft, wish] = useState<Flag | null>(null)
  const [isAsking, ask] = useState(false)
  const { box, goBack } = useWayBack()
  const wished = draft ?? place.flag
  const question = asked(place, wished, t)
  const decide = async () => {
    await call('PATCH', `/v1/locations/${encodeURIComponent(place.id)}`, { flag: wished })
    await changed(['locations', 'questions', 'charges'])
    wish(null)
    say(t.done[wished])
  }
  return (
    <Card title={t.title}>
      <div class="decide" ref={box}>
        <Options
          label={t.title}
          value={wished}
          onValue={wish}
          options={FLAGS.map((flag) => ({
            value: flag,
            title: t.titles[flag],
            note: t.means[flag],
          }))}
        />
      </div>
      {wished !== place.flag && (
        <div class="row">
          <Button kind="lead" onClick={() => (question ? ask(true) : decide().then(goBack))}>
            {shell.save}
          </Button>
          <Button kind="quiet" onClick={() => wish(null)}>
            {shell.cancel}
          </Button>
        </div>
      )}
      <Confirm
        open={isAsking && question !== null}
        title={question?.title ?? ''}
        label={question?.label ?? ''}
        kind={question?.kind ?? 'danger'}
        onClose={() => {
          ask(false)
          if (draft === null) goBack()
        }}
        onConfirm={decide}
      >
        {question?.text}
        {question?.sure && <strong class="sure">{question.sure}</strong>}
      </Confirm>
    </Card>
  )
}

/** Once it is done the button is gone: the focus goes to what is chosen now, not to nowhere. */
function useWayBack() {
  const box = useRef<HTMLDivElement>(null)
  return {
    box,
    goBack: () => box.current?.querySelector<HTMLElement>(':checked')?.focus(),
  }
}

/** What to ask before the place gets a flag; null where nothing is published, taken back or erased. */
function asked({ flag, lastCharge }: Location, next: Flag, t: Texts): Asked | null {
  const isCharging = lastCharge?.result === 'charging'
  if (next === 'always') return { ...t.always, kind: 'lead' }
  if (next === 'never') return { ...t.never, kind: 'danger' }
  if (!isCharging) return null
  if (next === 'once') return flag === 'always' ? null : { ...t.once, kind: 'lead' }
  return flag === 'always' || flag === 'once' ? { ...t.back, kind: 'danger' } : null
}
