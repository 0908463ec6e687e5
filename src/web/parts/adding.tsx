/** What the owner adds to the station where he shared a charge, how it stands, and taking it back. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { refresh, useData } from '../data.ts'
import { toldOf } from '../plugs.ts'
import type { Contribution, List } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { Confirm } from './dialog.tsx'
import { Badge, type Tone } from './flag.tsx'
import { Icon, type IconName } from './icon.tsx'
import { PhotoPicker } from './picker.tsx'
import { Telling } from './telling.tsx'
import { say } from './toast.tsx'
import './gallery.css'

/** Of a shared charge, by its id. */
export function Adding({ charge }: { charge: string }) {
  const { adding: t } = useWords().stations
  const path = `/v1/charges/mine/${encodeURIComponent(charge)}`
  const mine = `${path}/contributions`
  const { data } = useData<List<Contribution>>(mine)
  const [isTelling, setTelling] = useState(false)
  const items = data?.items ?? []
  const told = items.find(({ facts }) => facts !== null)?.facts ?? null
  const added = async () => {
    await refresh(mine)
    say(t.added)
  }
  return (
    <Card title={t.title}>
      <p class="soft">{t.text}</p>
      {items.length > 0 && (
        <ul class="bare stack">
          {items.map((one) => (
            <Added key={one.id} one={one} path={mine} />
          ))}
        </ul>
      )}
      <PhotoPicker path={`${path}/photos`} onAdded={added} />
      <Button class="fit" onClick={() => setTelling(true)}>
        <Icon name="edit" size={20} />
        {told ? t.change : t.tell}
      </Button>
      {isTelling && (
        <Telling
          told={told}
          path={`${path}/facts`}
          onClose={() => setTelling(false)}
          onTold={added}
        />
      )}
    </Card>
  )
}

const STATES: Record<Contribution['state'], { icon: IconName; tone: Tone }> = {
  waiting: { icon: 'clock', tone: 'calm' },
  approved: { icon: 'check', tone: 'good' },
  refused: { icon: 'close', tone: 'warn' },
}

/** `path` is that of the list it stands in. */
function Added({ one, path }: { one: Contribution; path: string }) {
  const { questions, stations } = useWords()
  const t = stations.adding
  const { id, photo, facts, state } = one
  return (
    <li class={photo ? 'added' : 'added told'}>
      {photo && <img src={`/v1/photos/mine/${encodeURIComponent(id)}`} alt={t.mine} {...photo} />}
      <div class="added-text">
        {facts && (
          <p>
            <strong>{t.facts}</strong>
            <br />
            {toldOf(facts, stations, questions.posts)}
          </p>
        )}
        <Badge {...STATES[state]}>{t.states[state]}</Badge>
        <TakeBack id={id} path={path} />
      </div>
    </li>
  )
}

function TakeBack({ id, path }: { id: string; path: string }) {
  const { adding: t } = useWords().stations
  const [asks, setAsks] = useState(false)
  return (
    <>
      <Button kind="quiet" onClick={() => setAsks(true)}>
        {t.back}
      </Button>
      <Confirm
        open={asks}
        title={t.backAsk}
        label={t.back}
        onClose={() => setAsks(false)}
        onConfirm={async () => {
          await call('DELETE', `/v1/contributions/${encodeURIComponent(id)}`)
          await refresh(path, '/v1/stations/')
          say(t.gone)
        }}
      >
        {t.backText}
      </Confirm>
    </>
  )
}
