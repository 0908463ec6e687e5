/** What a charger did: its charges, what happened at it, and what it was told. */
import { ButtonLink } from '../parts/button.tsx'
import { Card, Row, Rows } from '../parts/card.tsx'
import { Loaded } from '../parts/empty.tsx'
import { Badge } from '../parts/flag.tsx'
import type { List } from '../wire.ts'
import { Ago } from './ago.tsx'
import { askerOf } from './asker.ts'
import { ChargeRow, newestFirst } from './row.tsx'
import { gistOf } from './gist.ts'
import { isYes, type Payload, statusIn } from './payload.ts'
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
      <Charges path={path} identity={charger.identity} />
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

function Charges({ path, identity }: Of) {
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
              {newestFirst(items).map((one) => (
                <ChargeRow key={one.id} one={one} />
              ))}
            </Rows>
          )
        }
      </Loaded>
    </Card>
  )
}

function Commanded({ path, identity }: Of) {
  const { charger: t } = useDesk()
  const all = useLive<List<Command>>(`${path}/commands?limit=${LAST}`, ['commands'], identity)
  return (
    <Card title={t.commanded}>
      <Loaded of={all}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="soft">{t.noCommands}</p>
          ) : (
            <Rows>
              {items.map((one) => (
                <CommandRow key={one.id} one={one} />
              ))}
            </Rows>
          )
        }
      </Loaded>
    </Card>
  )
}

/** Than the yes or no beside it. */
const SAYS_NO_MORE = /^(Accepted|Rejected)$/

function CommandRow({ one }: { one: Command }) {
  const { deeds: t, ocpp } = useDesk()
  const { action, answer, askedBy, at, state } = one
  const { result, error } = (answer ?? {}) as { result?: Payload; error?: { code: string } }
  const status = result ? statusIn(result) : (error?.code ?? null)
  const isBad = error !== undefined || state === 'silent' || state === 'away'
  const isNo = isBad || (result !== undefined && !isYes(result))
  const word = state === 'answered' ? (isNo ? t.bad : t.good) : t.states[state]
  return (
    <Row
      title={ocpp.actions[action] ?? action}
      note={
        <>
          {status !== null && !SAYS_NO_MORE.test(status) && <>{ocpp.answers[status] ?? status} </>}
          <span class="nowrap">
            <Ago at={at} />
          </span>{' '}
          · {t.asked(askerOf(ocpp.askers, askedBy))}
        </>
      }
      end={<Badge tone={isNo ? 'bad' : state === 'answered' ? 'good' : 'warn'}>{word}</Badge>}
    />
  )
}

function Events({ path, identity }: Of) {
  const { charger: t } = useDesk()
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
                <EventRow key={one.id} one={one} />
              ))}
            </Rows>
          )
        }
      </Loaded>
    </Card>
  )
}

/** What these two are about says itself which message it was. */
const SAID: Record<string, string> = { boot: 'BootNotification', status: 'StatusNotification' }

function EventRow({ one: { kind, about, at } }: { one: ChargerEvent }) {
  const desk = useDesk()
  const { action, ...payload } = about as Payload
  const said = typeof action === 'string' ? action : (SAID[kind] ?? null)
  const gist = gistOf(desk, { action: said, payload, answer: null })
  const name = desk.charger.kinds[kind] ?? kind
  return (
    <Row
      title={gist || name}
      note={
        <>
          {gist && `${name} · `}
          <Ago at={at} />
        </>
      }
    />
  )
}
