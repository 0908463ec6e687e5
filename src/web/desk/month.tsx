/** Final time and energy of every charge that ended in a month: bars, sums and a table. */
import { energy, month as monthName, moment } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card, Rows } from '../parts/card.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { SelectField } from '../parts/field.tsx'
import { Icon } from '../parts/icon.tsx'
import { useOlder } from '../older.ts'
import { Page } from '../parts/page.tsx'
import { go, Link, useRoute } from '../route.tsx'
import type { List } from '../wire.ts'
import { ChargeBadge, NotAllowed } from './badges.tsx'
import { addressOf } from './charging.tsx'
import { namesOf } from './command.ts'
import { Days } from './days.tsx'
import { useLive } from './live.ts'
import { daysPath, thisMonth } from './months.ts'
import { ChargeRow } from './row.tsx'
import { save } from './save.ts'
import { useWide } from './wide.ts'
import type { Charger, Completed, Month, MonthSums } from './wire.ts'
import { useDesk } from './words.ts'

const ROWS = 200
const REPORT = '/v1/reports/transactions'

export function MonthPage() {
  const t = useDesk().month
  const asked = useRoute().query.get('month') ?? ''
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(asked) ? asked : thisMonth()
  const sums = useLive<MonthSums>(daysPath(month), ['transactions'])
  const choose = (one: string) => go(`/operator/charges?month=${one}`, { replace: true })
  const table = () => save(`${REPORT}?month=${month}`, 'text/csv', `charges-${month}.csv`)
  const months = new Set([thisMonth(), month, ...(sums.data?.months ?? [])])
  return (
    <Page
      title={t.title}
      lead={t.lead}
      actions={
        <Button onClick={table}>
          <Icon name="download" size={20} />
          {t.csv}
        </Button>
      }
    >
      <div class="month-pick">
        <SelectField
          label={t.month}
          value={month}
          onValue={choose}
          options={[...months]
            .sort()
            .toReversed()
            .map((one) => [one, monthName(one)])}
        />
      </div>
      <Loaded of={sums}>{(of) => <Sums key={month} month={month} sums={of} />}</Loaded>
    </Page>
  )
}

function Sums({ month, sums: { days, totals } }: { month: string; sums: MonthSums }) {
  const t = useDesk().month
  if (totals.transactions === 0) {
    return (
      <Empty icon="charges" title={t.none}>
        {t.noneText}
      </Empty>
    )
  }
  return (
    <>
      <Card>
        <p class="sums-line">
          <span class="big">{energy(totals.energyKwh)}</span>
          <span class="soft">{t.charges(totals.transactions)}</span>
        </p>
        <Days days={days} />
      </Card>
      <All month={month} />
    </>
  )
}

function All({ month }: { month: string }) {
  const t = useDesk().month
  const path = `${REPORT}?month=${month}&newest=true&limit=${ROWS}`
  const first = useLive<Month>(path, ['transactions'])
  const older = useOlder<Completed>(path)
  const nameIn = useNames()
  const isWide = useWide()
  return (
    <Card title={t.table}>
      <Loaded of={first}>
        {(page) => {
          const { items, next } = older.with(page)
          return (
            <>
              {isWide ? (
                <div class="scroll tall" tabIndex={0} role="region" aria-label={t.table}>
                  <Table items={items} nameIn={nameIn} />
                </div>
              ) : (
                <Rows>
                  {items.map((one) => (
                    <ChargeRow key={one.id} one={one} name={nameIn(one.charger)} at={one.endedAt} />
                  ))}
                </Rows>
              )}
              {next !== null && <Button onClick={() => older.more(next)}>{t.more}</Button>}
            </>
          )
        }}
      </Loaded>
    </Card>
  )
}

type NameIn = (identity: string) => string

/** Chargers by the names that they have on all other pages. */
function useNames(): NameIn {
  const { data } = useLive<List<Charger>>('/v1/chargers?limit=1000', [])
  return namesOf(data?.items ?? [])
}

function Table({ items, nameIn }: { items: Completed[]; nameIn: NameIn }) {
  const { month: t, ocpp } = useDesk()
  const heads = [t.ended, t.charger, t.idTag, t.energy, t.reason, t.state]
  return (
    <table class="wide-table">
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((one) => (
          <tr key={one.id}>
            <th scope="row">
              <Link href={addressOf(one)}>{one.endedAt === null ? '–' : moment(one.endedAt)}</Link>
            </th>
            <td>{nameIn(one.charger)}</td>
            <td>{one.idTag ?? '–'}</td>
            <td>{one.energyKwh === null ? '–' : energy(one.energyKwh)}</td>
            <td>
              {one.stopReason === null ? '–' : (ocpp.reasons[one.stopReason] ?? one.stopReason)}
            </td>
            <td>
              <span class="row-badges">
                <ChargeBadge status={one.status} />
                <NotAllowed of={one} />
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
