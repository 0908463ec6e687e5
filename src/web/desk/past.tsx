/** What a charger did: its transactions, what happened at it, and what it was told. */
import { energy, line, moment, number } from '../format.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Card, Row, Rows } from '../parts/card.tsx'
import { Loaded } from '../parts/empty.tsx'
import { Badge } from '../parts/flag.tsx'
import type { List } from '../wire.ts'
import { Ago } from './ago.tsx'
import { ChargeBadge } from './badges.tsx'
import { addressOf } from './charging.tsx'
import { YES } from './command.ts'
import type { ChargerProps } from './props.ts'
import { useLive } from './live.ts'
import type { ChargerEvent, Command, Transaction } from './wire.ts'
import { useDesk } from './words.ts'

const LAST = 20

export function Past({ charger, path }: ChargerProps) {
  const t = useDesk().charger
  const log = `/operator/log?charger=${encodeURIComponent(charger.identity)}`
  return (
    <>
      <Transactions path={path} identity={charger.identity} />
      <div class="halves">
        <Commanded path={path} identity={charger.identity} />
        <Events path={path} identity={charger.identity} />
      </div>
      <div class="row">
        <ButtonLink href={log}>{t.toLog}</ButtonLink>
      </div>
    </>
  )
}

type Of = { path: string; identity: string }

function Transactions({ path, identity }: Of) {
  const t = useDesk().charges
  const all = useLive<List<Transaction>>(
    `${path}/transactions?limit=${LAST}`,
    ['transactions'],
    identity,
  )
  return (
    <Card title={t.title}>
      <Loaded of={all}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="soft">{t.none}</p>
          ) : (
            <Rows>
              {items.map((one) => (
                <TransactionRow key={one.id} one={one} />
              ))}
            </Rows>
          )
        }
      </Loaded>
    </Card>
  )
}

function TransactionRow({ one }: { one: Transaction }) {
  const t = useDesk().charges
  const { number: n, startedAt, connectorId, idTag, energyKwh, status, stopReason } = one
  const where = connectorId > 0 && t.connector(connectorId)
  return (
    <Row
      href={addressOf(one)}
      title={moment(startedAt)}
      value={energyKwh === null ? '–' : energy(energyKwh)}
      note={line([
        t.number(number(n)),
        where,
        idTag,
        stopReason && (t.reasons[stopReason] ?? stopReason),
      ])}
      end={<ChargeBadge status={status} />}
    />
  )
}

function Commanded({ path, identity }: Of) {
  const t = useDesk()
  const all = useLive<List<Command>>(`${path}/commands?limit=${LAST}`, ['commands'], identity)
  return (
    <Card title={t.charger.commanded}>
      <Loaded of={all}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="soft">{t.charger.noCommands}</p>
          ) : (
            <Rows>
              {items.map((one) => (
                <Row
                  key={one.id}
                  title={t.deeds.names[one.action] ?? one.action}
                  note={
                    <>
                      <Ago at={one.at} /> · {one.askedBy}
                    </>
                  }
                  end={<CommandBadge one={one} />}
                />
              ))}
            </Rows>
          )
        }
      </Loaded>
    </Card>
  )
}

function CommandBadge({ one: { state, answer } }: { one: Command }) {
  const t = useDesk().deeds
  const { result, error } = (answer ?? {}) as { result?: { status?: string }; error?: object }
  const isNo = result?.status !== undefined && !YES.test(result.status)
  const isBad = error !== undefined || isNo || state === 'silent' || state === 'away'
  const tone = isBad ? 'bad' : state === 'answered' ? 'good' : 'warn'
  return <Badge tone={tone}>{result?.status ?? t.states[state]}</Badge>
}

function Events({ path, identity }: Of) {
  const t = useDesk().charger
  const all = useLive<List<ChargerEvent>>(
    `${path}/events?limit=${LAST}`,
    ['chargers', 'messages'],
    identity,
  )
  return (
    <Card title={t.events}>
      <Loaded of={all}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="soft">{t.noEvents}</p>
          ) : (
            <Rows>
              {items.map((one) => (
                <Row
                  key={one.id}
                  title={t.kinds[one.kind] ?? one.kind}
                  note={
                    <>
                      <Ago at={one.at} /> · {inShort(one.about)}
                    </>
                  }
                />
              ))}
            </Rows>
          )
        }
      </Loaded>
    </Card>
  )
}

/** Its plain values, one after the other. */
function inShort(about: object): string {
  const plain = Object.values(about).filter((value) => typeof value !== 'object')
  return plain.slice(0, 3).map(String).join(', ').slice(0, 80)
}
