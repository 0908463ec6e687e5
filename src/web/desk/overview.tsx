/** Now: which chargers are active, what charges, what was drawn last, and how the month goes. */
import { energy, number, month as monthName } from '../format.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Card, Row, Rows } from '../parts/card.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { Page } from '../parts/page.tsx'
import { Link } from '../route.tsx'
import type { List } from '../wire.ts'
import { Ago } from './ago.tsx'
import { ChargeBadge, NotAllowed } from './badges.tsx'
import { addressOf, Charging } from './charging.tsx'
import { namesOf } from './command.ts'
import { Days } from './days.tsx'
import { Needed } from './knocks.tsx'
import { useLive } from './live.ts'
import { daysPath, thisMonth } from './months.ts'
import { newestFirst } from './row.tsx'
import { type State, stateOf } from './states.ts'
import { Strip } from './strip.tsx'
import { Tile } from './tile.tsx'
import type { Charger, MonthSums, Transaction } from './wire.ts'
import { useDesk } from './words.ts'

/** Faults first: they need somebody. */
const ORDER: State[] = [
  ...(['faulted', 'pending', 'charging', 'busy', 'reserved', 'free'] as const),
  ...(['unavailable', 'silent', 'offline', 'awaited', 'rejected'] as const),
]
/** More live curves than this are a page of their own. */
const CURVES = 6
const LAST = 6

export function OverviewPage() {
  const t = useDesk().now
  const chargers = useLive<List<Charger>>('/v1/chargers?limit=500', ['chargers', 'transactions'])
  return (
    <Page title={t.title}>
      <Strip />
      <Needed chargers={chargers.data?.items ?? []} />
      <Loaded of={chargers}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              icon="plug"
              title={t.none}
              action={
                <ButtonLink kind="lead" href="/operator/add">
                  {t.add}
                </ButtonLink>
              }
            >
              {t.noneText}
            </Empty>
          ) : (
            <Running chargers={items} />
          )
        }
      </Loaded>
      {chargers.data && chargers.data.items.length > 0 && (
        <div class="halves">
          <LastEnergy chargers={chargers.data.items} />
          <ThisMonth />
        </div>
      )}
    </Page>
  )
}

function Running({ chargers }: { chargers: Charger[] }) {
  const t = useDesk().now
  const sorted = [...chargers].sort((a, b) => ORDER.indexOf(stateOf(a)) - ORDER.indexOf(stateOf(b)))
  const live = chargers
    .flatMap((charger) => charger.active.map((one) => ({ charger, one })))
    .sort((a, b) => Number(b.charger.isConnected) - Number(a.charger.isConnected))
  const here = live.filter(({ charger }) => charger.isConnected).length
  return (
    <>
      {live.length > 0 && (
        <section class="stack tight">
          <h2>{here > 0 ? t.charging(here) : t.awayCharging}</h2>
          <div class="tiles">
            {live.slice(0, CURVES).map(({ charger, one }) => (
              <Charging key={one.id} transaction={one} charger={charger} />
            ))}
          </div>
        </section>
      )}
      <section class="stack tight">
        <h2>{t.points}</h2>
        <div class="tiles">
          {sorted.map((one) => (
            <Tile key={one.identity} charger={one} />
          ))}
        </div>
      </section>
    </>
  )
}

/** The last known energy of each of the newest charges, and how old that is. */
function LastEnergy({ chargers }: { chargers: Charger[] }) {
  const t = useDesk()
  const newest = useLive<List<Transaction>>(`/v1/transactions?limit=${LAST}`, ['transactions'])
  const live = chargers.flatMap(({ active }) => active)
  const isAway = (identity: string) =>
    chargers.some((one) => one.identity === identity && !one.isConnected)
  const named = namesOf(chargers)
  return (
    <Card title={t.now.last}>
      <Loaded of={newest}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="soft">{t.charges.none}</p>
          ) : (
            <Rows>
              {newestFirst([...live, ...items.filter(({ status }) => status !== 'charging')])
                .slice(0, LAST)
                .map((one) => (
                  <Row
                    key={one.id}
                    href={addressOf(one)}
                    title={
                      <>
                        {named(one.charger)}{' '}
                        <span class="soft">{t.charges.number(number(one.number))}</span>
                      </>
                    }
                    value={one.energyKwh === null ? '–' : energy(one.energyKwh)}
                    note={
                      <span class="row-badges">
                        <ChargeBadge status={one.status} isAway={isAway(one.charger)} />
                        <NotAllowed of={one} />
                        <Ago at={lastWordOf(one)} />
                      </span>
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

function lastWordOf({ endedAt, lastValue, heardAt }: Transaction) {
  return endedAt ?? lastValue?.at ?? heardAt
}

function ThisMonth() {
  const t = useDesk()
  const month = thisMonth()
  const sums = useLive<MonthSums>(daysPath(month), ['transactions'])
  return (
    <Card title={monthName(month)} action={<Link href="/operator/charges">{t.now.toMonth}</Link>}>
      <Loaded of={sums}>
        {({ days, totals }) => (
          <>
            <p class="big">{energy(totals.energyKwh)}</p>
            {totals.transactions > 0 && <p class="soft">{t.month.charges(totals.transactions)}</p>}
            <Days days={days} />
          </>
        )}
      </Loaded>
    </Card>
  )
}
