/** One charge: what it came to, who saw it, what was odd, its curve, and the messages that told it. */
import { energy, line, moment, number, percent, power } from '../format.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Card, Facts } from '../parts/card.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { Badge } from '../parts/flag.tsx'
import { Page } from '../parts/page.tsx'
import type { DeskProps } from './props.ts'
import { Ago, Lasting } from './ago.tsx'
import { askerOf } from './asker.ts'
import { ChargeBadge, NotAllowed } from './badges.tsx'
import { pathOf } from './charging.tsx'
import { chargerPath, nameOf } from './command.ts'
import { Courses } from './courses.tsx'
import { useLive } from './live.ts'
import { isRefused } from './states.ts'
import { StopButton } from './stop.tsx'
import { pageOf } from './tile.tsx'
import type { List } from '../wire.ts'
import type { Charger, Command, TransactionInFull } from './wire.ts'
import { useDesk } from './words.ts'

export function TransactionPage({ parts }: DeskProps) {
  const t = useDesk().charges
  const { charger: identity = '', id = '' } = parts
  const one = useLive<TransactionInFull>(pathOf(identity, id), ['transactions'], identity)
  const charger = useLive<Charger>(chargerPath(identity), ['chargers'], identity)
  const name = charger.data ? nameOf(charger.data) : identity
  const { data, error } = one
  const back = pageOf({ identity })
  if (error?.status === 404 && !data) {
    return (
      <Page title={t.noCharge} lead={name} back={back}>
        <Empty
          icon="charges"
          title={t.noCharge}
          action={<ButtonLink href={back}>{t.toCharger}</ButtonLink>}
        >
          {t.noChargeText}
        </Empty>
      </Page>
    )
  }
  return (
    <Page
      title={data ? t.one(number(data.number)) : t.title}
      lead={line([name, data && data.connectorId > 0 && t.connector(data.connectorId)])}
      back={back}
      actions={
        data && (
          <>
            <NotAllowed of={data} />
            <ChargeBadge status={data.status} isAway={charger.data?.isConnected === false} />
          </>
        )
      }
    >
      <Loaded of={one}>
        {(transaction) => <InFull transaction={transaction} name={name} charger={charger.data} />}
      </Loaded>
    </Page>
  )
}

type InFullProps = { transaction: TransactionInFull; name: string; charger: Charger | undefined }

function InFull({ transaction, name, charger: at }: InFullProps) {
  const t = useDesk().charges
  const { charger, status, startedAt, endedAt, idTag } = transaction
  const asked = new URLSearchParams({
    charger,
    from: new Date(Date.parse(startedAt) - 60_000).toISOString(),
    ...(endedAt && { to: new Date(Date.parse(endedAt) + 60_000).toISOString() }),
  })
  return (
    <>
      <Sums transaction={transaction} isHere={at?.isConnected ?? true} />
      <Why transaction={transaction} />
      {status === 'charging' && at?.isConnected && (
        <div class="row">
          <StopButton kind="lead" transaction={transaction} version={at.version} name={name} />
        </div>
      )}
      <div class="halves">
        <About transaction={transaction} />
        <Witnesses transaction={transaction} />
      </div>
      <Courses transaction={transaction} />
      <div class="row">
        <ButtonLink href={`/operator/log?${asked.toString()}`}>{t.messages}</ButtonLink>
        {idTag && (
          <ButtonLink href={`/operator/cards?card=${encodeURIComponent(idTag)}`}>
            {t.toCard}
          </ButtonLink>
        )}
      </div>
    </>
  )
}

function Sums({ transaction: of, isHere }: { transaction: TransactionInFull; isHere: boolean }) {
  const t = useDesk().charges
  const isLive = of.status === 'charging' && isHere
  return (
    <Card {...(isLive && { tone: 'live' as const })}>
      <dl class="facts sums-facts">
        <div>
          <dt>{t.energy}</dt>
          <dd class="big">{of.energyKwh === null ? '–' : energy(of.energyKwh)}</dd>
        </div>
        <div>
          <dt>{isLive ? t.power : t.duration}</dt>
          <dd class="big">
            {isLive && of.powerKw !== null ? (
              power(of.powerKw)
            ) : (
              <Lasting since={of.startedAt} until={of.endedAt} />
            )}
          </dd>
        </div>
        {of.soc !== null && (
          <div>
            <dt>{t.soc}</dt>
            <dd class="big">{percent(of.soc)}</dd>
          </div>
        )}
      </dl>
      {of.endedAt === null && (
        <p class="soft">
          {t.heard} <Ago at={of.heardAt} />
        </p>
      )}
    </Card>
  )
}

/** Why it ended, in a sentence; nothing where all went as it should. */
function Why({ transaction: of }: { transaction: TransactionInFull }) {
  const { charges: t, ocpp } = useDesk()
  const { status, stopReason, isFault } = of
  if (!isRefused(of) && !isFault && status !== 'aborted') return null
  const reason = stopReason === null ? null : (ocpp.reasons[stopReason] ?? stopReason)
  return (
    <Card tone="warn">
      {reason !== null && <p>{(status === 'aborted' ? t.brokeOff : t.endedBecause)(reason)}</p>}
      {isFault && <p>{t.faultText}</p>}
      {isRefused(of) && <p>{t.notAllowedText}</p>}
    </Card>
  )
}

function About({ transaction: of }: { transaction: TransactionInFull }) {
  const { charges: t, ocpp } = useDesk()
  const by = useAsker(of)
  const wh = (value: number | null) => (value === null ? '–' : energy(value / 1000))
  const end = of.endedAt === null ? '–' : moment(of.endedAt)
  const said = of.stopReason ?? (of.endedAt !== null && !of.isProvisional ? 'Local' : null)
  const reason = said === null ? '–' : (ocpp.reasons[said] ?? said)
  return (
    <Card title={t.facts.title}>
      <Facts
        items={[
          [t.facts.idTag, of.idTag ?? '–'],
          [t.facts.started, moment(of.startedAt)],
          [t.facts.ended, of.isProvisional ? line([end, t.provisional]) : end],
          [t.facts.meterStart, wh(of.meterStartWh)],
          [t.facts.meterStop, wh(of.meterStopWh)],
          [t.facts.reason, reason],
          ...(of.reference ? [fact(t.facts.reference, <code>{of.reference}</code>)] : []),
          ...(by ? [fact(t.facts.by, by)] : []),
          ...(of.acceptedBy ? [fact(t.facts.account, of.acceptedBy)] : []),
        ]}
      />
    </Card>
  )
}

type Fact = Parameters<typeof Facts>[0]['items'][number]

const fact = (...one: Fact): Fact => one

/** Who had it started from afar; nothing where somebody showed a card. */
function useAsker({ charger, startedBy }: TransactionInFull): string | null {
  const { ocpp } = useDesk()
  const path = startedBy && `${chargerPath(charger)}/commands?limit=100`
  const { data } = useLive<List<Command>>(path, [])
  const command = data?.items.find(({ id }) => id === startedBy)
  return command ? askerOf(ocpp.askers, command.askedBy) : null
}

function Witnesses({ transaction: of }: { transaction: TransactionInFull }) {
  const t = useDesk().charges
  const isBoth = of.evidence.includes('vehicle')
  return (
    <Card title={t.witnesses}>
      <div class="row">
        {of.evidence.map((one) => (
          <Badge key={one} tone="good" icon={one === 'charger' ? 'plug' : 'car'}>
            {t.evidence[one]}
          </Badge>
        ))}
        {of.isFault && (
          <Badge tone="bad" icon="warning">
            {t.fault}
          </Badge>
        )}
      </div>
      <p class="soft">{isBoth ? t.both : t.chargerAlone}</p>
      {of.contradictions.length > 0 && (
        <>
          <h3>{t.contradictions}</h3>
          <ul class="odd-list">
            {of.contradictions.map((one) => (
              <li key={one}>{t.contradicts[one] ?? one}</li>
            ))}
          </ul>
        </>
      )}
      {of.oddities.length > 0 && (
        <>
          <h3>{t.odd}</h3>
          <ul class="odd-list">
            {of.oddities.map((one) => (
              <li key={one}>{t.oddities[one] ?? one}</li>
            ))}
          </ul>
        </>
      )}
    </Card>
  )
}
