/** A charger of this server as a driver sees it: its connectors, the way to start, and what becomes of that. */
import { hintFor, type OpenCharger } from '../driving.ts'
import type { Attempt } from '../starting.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Card, Row, Rows } from './card.tsx'
import { AwayBadge, nameOf } from './chargers.tsx'
import { Badge, type Tone } from './flag.tsx'
import { Icon } from './icon.tsx'
import { Spinner } from './progress.tsx'

type Start = (identity: string, evse: number) => Promise<void>
type ChargerProps = { charger: OpenCharger; attempt: Attempt | null; start: Start }

export function ChargerCard({ charger, attempt, start }: ChargerProps) {
  const { driving: t } = useWords()
  const { identity, isConnected, connectors } = charger
  const here = attempt?.identity === identity ? attempt : null
  return (
    <Card title={nameOf(charger)} action={<Side charger={charger} />}>
      {connectors.length === 0 ? (
        <p class="soft">{t.unknown}</p>
      ) : (
        <Rows>
          {connectors.map((one) => (
            <ConnectorRow
              key={one.evse}
              connector={one}
              isConnected={isConnected}
              attempt={here?.evse === one.evse ? here : null}
              onStart={() => start(identity, one.evse)}
            />
          ))}
        </Rows>
      )}
    </Card>
  )
}

/** Its identity stands on the post; of one that is away it matters more that it is. */
function Side({ charger: { identity, stationName, isConnected } }: { charger: OpenCharger }) {
  if (isConnected) return stationName && <code class="soft">{identity}</code>
  return <AwayBadge />
}

type ConnectorProps = {
  connector: OpenCharger['connectors'][number]
  isConnected: boolean
  attempt: Attempt | null
  onStart: () => Promise<void>
}

function ConnectorRow({ connector, isConnected, attempt, onStart }: ConnectorProps) {
  const { driving: t } = useWords()
  const { evse, status, isReady } = connector
  const isWaiting = attempt?.state === 'asked' || attempt?.state === 'awaited'
  return (
    <Row
      icon={<Icon name="plug" size={20} />}
      title={t.connector(evse)}
      note={
        <>
          <State status={status} isConnected={isConnected} />
          <span role="status">{attempt && <Said state={attempt.state} status={status} />}</span>
        </>
      }
      end={
        isWaiting ? (
          <Spinner />
        ) : (
          isReady && (
            <Button kind="lead" aria-label={t.startAt(evse)} onClick={onStart}>
              {t.start}
            </Button>
          )
        )
      }
    />
  )
}

/** How it goes, and what helps: by what the connector says now. */
function Said({ state, status }: { state: Attempt['state']; status: string }) {
  const { driving: t } = useWords()
  if (state === 'refused') return <>{t.refused[hintFor(status)]}</>
  if (state === 'late') return <>{t.late}</>
  return <>{state === 'awaited' && status === 'Available' ? t.plugNow : t.waiting}</>
}

const TONES: Record<string, Tone> = {
  Available: 'good',
  Preparing: 'live',
  Charging: 'live',
  Faulted: 'bad',
  Unavailable: 'warn',
}

/** What a charger that is away said last is no news. */
function State({ status, isConnected }: { status: string; isConnected: boolean }) {
  const { driving: t } = useWords()
  const word = t.states[status] ?? status
  if (!isConnected) return <Badge>{t.lastKnown(word)}</Badge>
  return <Badge tone={TONES[status] ?? 'calm'}>{word}</Badge>
}
