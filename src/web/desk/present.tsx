/** A charger as it is now: its connectors, what charges, who made it, and what it says otherwise than it should. */
import { line, moment, number, power, time } from '../format.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Card, Facts, Row, Rows } from '../parts/card.tsx'
import { Icon } from '../parts/icon.tsx'
import { Badge } from '../parts/flag.tsx'
import { Link } from '../route.tsx'
import { Address, FirstWord } from './address.tsx'
import { Ago } from './ago.tsx'
import { Charging } from './charging.tsx'
import type { ChargerProps } from './props.ts'
import { command, sayAnswer } from './command.ts'
import { worded } from './gist.ts'
import { LOOKS, stateOfConnector, wordOf } from './states.ts'
import { viewOf } from './tile.tsx'
import type { List } from '../wire.ts'
import { useKnocks } from './knocks.tsx'
import { useLive } from './live.ts'
import { ChargeRow, newestFirst } from './row.tsx'
import type { Charger, Connector, Transaction } from './wire.ts'
import { useDesk } from './words.ts'

/** Enough to find one that has ended among those that go on. */
const LATEST = 10

export function Present({ charger, path }: ChargerProps) {
  if (!charger.isConnected && charger.lastSeenAt === null) return <NotYet charger={charger} />
  return (
    <>
      {charger.active.length > 0 && (
        <div class="tiles">
          {charger.active.map((one) => (
            <Charging key={one.id} transaction={one} charger={charger} />
          ))}
        </div>
      )}
      <div class="halves">
        <div class="stack">
          <Connectors charger={charger} />
          <Last path={path} identity={charger.identity} />
        </div>
        <Odd charger={charger} />
      </div>
      <About charger={charger} />
    </>
  )
}

/** What is over is not gone: the charge that ended last. */
function Last({ path, identity }: { path: string; identity: string }) {
  const t = useDesk().charger
  const asked = `${path}/transactions?limit=${LATEST}`
  const { data } = useLive<List<Transaction>>(asked, ['transactions'], identity)
  const ended = newestFirst(data?.items ?? []).find(({ status }) => status !== 'charging')
  if (!ended) return null
  return (
    <Card title={t.lastCharge}>
      <Rows>
        <ChargeRow one={ended} />
      </Rows>
    </Card>
  )
}

/** Of one that has never come there is nothing to tell but how it comes. */
function NotYet({ charger }: { charger: Charger }) {
  const t = useDesk().charger
  // What it tries and why that fails stands above, with the way out.
  const isTrying = useKnocks().some(({ identity }) => identity === charger.identity)
  return (
    <Card title={t.notYet}>
      <p class="hint">{t.notYetText}</p>
      <Address charger={charger} />
      {!isTrying && (
        <>
          <FirstWord identity={charger.identity} />
          <div class="row">
            <ButtonLink href={viewOf(charger, 'set')}>{t.toPassword}</ButtonLink>
          </div>
        </>
      )}
    </Card>
  )
}

function Connectors({ charger }: { charger: Charger }) {
  const t = useDesk().charger
  const { connectors, identity } = charger
  const ask = async () => {
    const status = { requestedMessage: 'StatusNotification' }
    sayAnswer('TriggerMessage', await command(identity, 'TriggerMessage', status))
  }
  return (
    <Card title={t.connectors}>
      {connectors.length === 0 ? (
        <>
          <p class="soft">{t.noConnectors}</p>
          {charger.isConnected && (
            <div class="row">
              <Button onClick={ask}>{t.askStatus}</Button>
            </div>
          )}
        </>
      ) : (
        <Rows>
          {connectors.map((one) => (
            <OneConnector key={`${one.evse}.${one.connector}`} charger={charger} one={one} />
          ))}
        </Rows>
      )}
    </Card>
  )
}

function OneConnector({ charger, one }: { charger: Charger; one: Connector }) {
  const t = useDesk()
  const state = stateOfConnector(charger, one)
  const { tone, icon } = LOOKS[state]
  const isHere = charger.isConnected
  const charge = charger.active.find(({ connectorId }) => connectorId === one.evse)
  const kw = charge?.powerKw ?? null
  const name = one.evse === 0 ? t.chargers.whole : t.charges.connector(one.evse)
  const second = one.connector > 1 ? `.${one.connector}` : ''
  return (
    <Row
      icon={
        <span class={`sign-of ${isHere ? tone : 'calm'}`}>
          <Icon name={icon} size={20} />
        </span>
      }
      title={name + second}
      value={kw !== null && power(kw)}
      note={
        <>
          {line([
            !isHere && t.chargers.lastKnown,
            t.charger.since(shortly(one.since)),
            worded(t.ocpp.errors, one.error),
            one.vendorError,
            one.info,
          ])}
          <span class="row-badges">
            {/* What a charger that is away said of its plugs is no news. */}
            <Badge tone={isHere ? tone : 'calm'}>{wordOf(t, charger, one)}</Badge>
          </span>
        </>
      }
    />
  )
}

/** The hour alone where it was today. */
function shortly(at: string): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString()
  return isToday ? time(at) : moment(at)
}

function Odd({ charger: { deviations = [], identity } }: { charger: Charger }) {
  const t = useDesk()
  const all = `/operator/log?charger=${encodeURIComponent(identity)}&odd`
  return (
    <Card
      title={t.charger.odd}
      action={deviations.length > 0 && <Link href={all}>{t.charger.seeThem}</Link>}
    >
      <p class="soft">{deviations.length === 0 ? t.charger.noOdd : t.charger.oddText}</p>
      {deviations.length > 0 && (
        <Rows>
          {deviations.map(({ rule, count, lastAt }) => (
            <Row
              key={rule}
              title={t.rules[rule] ?? rule}
              value={`${number(count)} ×`}
              note={<Ago at={lastAt} />}
            />
          ))}
        </Rows>
      )}
    </Card>
  )
}

function About({ charger }: { charger: Charger }) {
  const t = useDesk().charger.facts
  const { lastSeenAt, connectedAt, disconnectedAt, bootedAt, skewS } = charger
  const when = (at: string | null) => (at ? moment(at) : '–')
  const kind = line([charger.vendor, charger.model])
  return (
    <Card>
      <Facts
        items={[
          [t.heard, lastSeenAt ? <Ago at={lastSeenAt} /> : '–'],
          charger.isConnected ? [t.connected, when(connectedAt)] : [t.gone, when(disconnectedAt)],
          [t.booted, when(bootedAt)],
          [t.version, charger.version ? `OCPP ${charger.version}` : '–'],
          [t.kind, kind || '–'],
          [t.serial, charger.serial ?? '–'],
          [t.firmware, charger.firmware ?? '–'],
          [t.clock, skewS === null ? '–' : t.skew(skewS)],
          [t.profile, t.profiles[charger.profile]],
          ...(charger.position ? [[t.place, placed(charger.position)] as [string, string]] : []),
        ]}
      />
    </Card>
  )
}

function placed({ lat, lon }: { lat: number; lon: number }): string {
  return `${number(lat, 5)}, ${number(lon, 5)}`
}
