/** One charger: what it does now, what it may be told, what it did, and how it is set. */
import { call } from '../api.ts'
import { line } from '../format.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { Page } from '../parts/page.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { say } from '../parts/toast.tsx'
import { go, useRoute } from '../route.tsx'
import type { ChargerProps, DeskProps } from './props.ts'
import { Ago } from './ago.tsx'
import { ChargerBadge } from './badges.tsx'
import { chargerPath, nameOf } from './command.ts'
import { Commands } from './commands.tsx'
import { useKnocks, useWhy } from './knocks.tsx'
import { useLive } from './live.ts'
import { Past } from './past.tsx'
import { Present } from './present.tsx'
import { Setup } from './setup.tsx'
import { viewOf, VIEWS } from './tile.tsx'
import type { Charger, Registration } from './wire.ts'
import { useDesk } from './words.ts'

export function ChargerPage({ parts }: DeskProps) {
  const t = useDesk().chargers
  const identity = parts['charger'] ?? ''
  const path = chargerPath(identity)
  const topics = ['chargers', 'transactions', 'messages'] as const
  const charger = useLive<Charger>(path, [...topics], identity)
  const { data, error } = charger
  const back = '/operator/chargers'
  if (error?.status === 404 && !data) {
    return (
      <Page title={t.noCharger(identity)} back={back}>
        <Empty
          icon="plug"
          title={t.noCharger(identity)}
          action={<ButtonLink href={back}>{t.all}</ButtonLink>}
        >
          {t.noChargerText}
        </Empty>
      </Page>
    )
  }
  return (
    <Page
      title={data ? nameOf(data) : identity}
      lead={data && line([data.name && data.identity, data.stationName, data.post])}
      back={back}
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
  const { charger } = props
  const asked = useRoute().query.get('tab')
  const view = VIEWS.find((one) => one === asked) ?? 'now'
  return (
    <>
      {charger.registration !== 'accepted' && <Judged {...props} />}
      {!charger.isConnected && <TurnedAway {...props} />}
      <Tabs
        label={t.which}
        value={view}
        onValue={(one) => go(viewOf(charger, one))}
        options={VIEWS.map((one) => [one, t.views[one]])}
      />
      {view === 'now' && <Present {...props} />}
      {view === 'do' && <Commands {...props} />}
      {view === 'past' && <Past {...props} />}
      {view === 'set' && <Setup {...props} />}
    </>
  )
}

/** It knocks and is not let in: why, and what mends that. */
function TurnedAway({ charger }: ChargerProps) {
  const t = useDesk().charger
  const why = useWhy()
  const knock = useKnocks().find(({ identity }) => identity === charger.identity)
  if (!knock) return null
  return (
    <Card tone="warn" title={t.cannotCome}>
      <p>
        {why(knock)} <Ago at={knock.at} />
      </p>
      {(knock.status === 401 || charger.profile === 3) && (
        <div class="row">
          <ButtonLink href={viewOf(charger, 'set')}>{t.toPassword}</ButtonLink>
        </div>
      )}
    </Card>
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
