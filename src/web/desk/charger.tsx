/** One charger: what it does now, what it may be told, what it did, and how it is set. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { line } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Loaded } from '../parts/empty.tsx'
import { Page } from '../parts/page.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { say } from '../parts/toast.tsx'
import { useRoute } from '../route.tsx'
import type { ChargerProps, DeskProps } from './props.ts'
import { ChargerBadge } from './badges.tsx'
import { chargerPath, nameOf } from './command.ts'
import { Commands } from './commands.tsx'
import { useLive } from './live.ts'
import { Past } from './past.tsx'
import { Present } from './present.tsx'
import { Setup } from './setup.tsx'
import type { Charger, Registration } from './wire.ts'
import { useDesk } from './words.ts'

const VIEWS = ['now', 'do', 'past', 'set'] as const
type View = (typeof VIEWS)[number]

export function ChargerPage({ parts }: DeskProps) {
  const identity = parts['charger'] ?? ''
  const path = chargerPath(identity)
  const topics = ['chargers', 'transactions', 'messages'] as const
  const charger = useLive<Charger>(path, [...topics], identity)
  const { data } = charger
  return (
    <Page
      title={data ? nameOf(data) : identity}
      lead={data && line([data.name && data.identity, data.stationName, data.post])}
      back="/operator/chargers"
      actions={data && <ChargerBadge charger={data} />}
    >
      <Loaded of={charger}>
        {(one) => <Views charger={one} path={path} reload={charger.reload} />}
      </Loaded>
    </Page>
  )
}

function Views(props: ChargerProps) {
  const t = useDesk().charger
  const { query } = useRoute()
  const asked = VIEWS.find((one) => query.has(one))
  const [view, choose] = useState<View>(asked ?? 'now')
  return (
    <>
      {props.charger.registration !== 'accepted' && <Judged {...props} />}
      <Tabs
        label={t.which}
        value={view}
        onValue={choose}
        options={VIEWS.map((one) => [one, t.views[one]])}
      />
      {view === 'now' && <Present {...props} />}
      {view === 'do' && <Commands {...props} />}
      {view === 'past' && <Past {...props} />}
      {view === 'set' && <Setup {...props} />}
    </>
  )
}

/** It came by itself and waits, or was turned away before. */
function Judged({ charger, path, reload }: ChargerProps) {
  const t = useDesk().charger
  const isPending = charger.registration === 'pending'
  const judge = async (registration: Registration) => {
    await call('PATCH', path, { registration })
    await reload()
    say(t.judged[registration])
  }
  return (
    <Card tone="warn" title={isPending ? t.pending : t.rejected}>
      <p>{isPending ? t.pendingText : t.rejectedText}</p>
      <div class="row">
        <Button kind="lead" onClick={() => judge('accepted')}>
          {t.accept}
        </Button>
        {isPending && (
          <Button kind="danger" onClick={() => judge('rejected')}>
            {t.reject}
          </Button>
        )}
      </div>
    </Card>
  )
}
