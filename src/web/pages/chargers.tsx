/** The chargers of this server at which the owner's tag lets him charge: he starts here, and sees that it did. */
import { useEffect, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { useData } from '../data.ts'
import { date, duration, energy, line, moment } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card, Row, Rows } from '../parts/card.tsx'
import { CHARGERS, CHARGINGS, nameOf, TAGS } from '../parts/chargers.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { Badge, StatusBadge, type Tone } from '../parts/flag.tsx'
import { Icon } from '../parts/icon.tsx'
import { Page, type PageProps } from '../parts/page.tsx'
import { Spinner } from '../parts/progress.tsx'
import { say } from '../parts/toast.tsx'
import { go } from '../route.tsx'
import type { Charging, OpenCharger, OwnTag } from '../driving.ts'
import type { List } from '../wire.ts'
import { useWords } from '../words/words.ts'

/** What plugs and cables do is told by no stream: it is looked at so often. */
const LOOK_MS = 5000
/** A charger waits about a minute for the cable (OCPP: ConnectionTimeOut). */
const PATIENCE_MS = 90_000

type Spot = { identity: string; evse: number; since: number }

export function ChargersPage(_: PageProps) {
  const { driving: t } = useWords()
  const chargers = useData<List<OpenCharger>>(CHARGERS)
  const chargings = useData<List<Charging>>(`${CHARGINGS}?limit=20`)
  const [awaited, wait] = useState<Spot | null>(null)
  useLooking(chargers.reload)
  useArrival(awaited, chargings.data?.items ?? [], () => {
    wait(null)
    say(t.late)
  })
  return (
    <Page title={t.title} lead={t.lead}>
      <Loaded of={chargers}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="plug" title={t.none.title}>
              {t.none.text}
            </Empty>
          ) : (
            <div class="pair">
              <div class="stack">
                {items.map((charger) => (
                  <ChargerCard key={charger.identity} {...{ charger, awaited, wait }} />
                ))}
              </div>
              <div class="stack">
                <Chargings items={chargings.data?.items ?? []} />
                <Tags />
              </div>
            </div>
          )
        }
      </Loaded>
    </Page>
  )
}

function useLooking(reload: () => Promise<void>): void {
  useEffect(() => {
    const looking = setInterval(() => {
      if (document.visibilityState === 'visible') void reload()
    }, LOOK_MS)
    return () => clearInterval(looking)
  }, [reload])
}

/** Leads to what was waited for as soon as the charger tells of it. */
function useArrival(awaited: Spot | null, chargings: Charging[], onLate: () => void): void {
  const come = chargings.find(
    ({ charger, evse, status, heardAt }) =>
      awaited !== null &&
      status === 'charging' &&
      charger.identity === awaited.identity &&
      evse === awaited.evse &&
      Date.parse(heardAt) >= awaited.since - PATIENCE_MS,
  )
  useEffect(() => {
    if (come) go(`/chargings/${come.id}`)
  }, [come?.id])
  useEffect(() => {
    if (!awaited) return
    const waiting = setTimeout(onLate, PATIENCE_MS)
    return () => clearTimeout(waiting)
  }, [awaited])
}

type ChargerProps = {
  charger: OpenCharger
  awaited: Spot | null
  wait: (spot: Spot | null) => void
}

function ChargerCard({ charger, awaited, wait }: ChargerProps) {
  const { driving: t } = useWords()
  const { identity, isConnected, connectors } = charger
  const start = async (evse: number) => {
    const path = `${CHARGERS}/${encodeURIComponent(identity)}/start`
    const { answer } = await call<{ answer: string }>('POST', path, { evse })
    if (answer !== 'Accepted') return say(t.refused)
    wait({ identity, evse, since: Date.now() })
    say(t.accepted)
  }
  const isAwaited = (evse: number) => awaited?.identity === identity && awaited.evse === evse
  return (
    <Card
      title={nameOf(charger)}
      action={
        !isConnected && (
          <Badge tone="warn" icon="cloud">
            {t.away}
          </Badge>
        )
      }
    >
      {connectors.length === 0 ? (
        <p class="soft">{t.unknown}</p>
      ) : (
        <Rows>
          {connectors.map(({ evse, status, isReady }) => (
            <Row
              key={evse}
              icon={<Icon name="plug" size={20} />}
              title={t.connector(evse)}
              note={
                <>
                  <State status={status} isConnected={isConnected} />
                  {isAwaited(evse) && <span role="status">{t.waiting}</span>}
                </>
              }
              end={
                isAwaited(evse) ? (
                  <Spinner />
                ) : (
                  isReady && (
                    <Button kind="lead" aria-label={t.startAt(evse)} onClick={() => start(evse)}>
                      {t.start}
                    </Button>
                  )
                )
              }
            />
          ))}
        </Rows>
      )}
    </Card>
  )
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
  const word = (t.states as Record<string, string>)[status] ?? status
  return <Badge tone={isConnected ? (TONES[status] ?? 'calm') : 'calm'}>{word}</Badge>
}

function Chargings({ items }: { items: Charging[] }) {
  const { driving: t } = useWords()
  return (
    <Card title={t.yours}>
      {items.length === 0 ? (
        <p class="soft">{t.noneYet}</p>
      ) : (
        <Rows>
          {items.map((one) => (
            <Row
              key={one.id}
              href={`/chargings/${one.id}`}
              icon={<Icon name="bolt" size={20} />}
              title={nameOf(one.charger)}
              note={
                <>
                  {line([moment(one.startedAt), lasted(one)])}
                  {one.status !== 'completed' && (
                    <span class="row badges">
                      <StatusBadge status={one.status} />
                    </span>
                  )}
                </>
              }
              value={one.energyKwh !== null && energy(one.energyKwh)}
            />
          ))}
        </Rows>
      )}
    </Card>
  )
}

function lasted({ startedAt, endedAt }: Charging): string | null {
  return endedAt && duration(Date.parse(endedAt) - Date.parse(startedAt))
}

function Tags() {
  const { driving: t } = useWords()
  const { data } = useData<List<OwnTag>>(TAGS)
  return (
    <Card title={t.tags}>
      <Rows>
        {(data?.items ?? []).map(({ idTag, status, expiresAt }) => (
          <Row
            key={idTag}
            icon={<Icon name="account" size={20} />}
            title={<code>{idTag}</code>}
            note={line([t.tagStates[status], expiresAt && t.until(date(expiresAt))])}
          />
        ))}
      </Rows>
    </Card>
  )
}
