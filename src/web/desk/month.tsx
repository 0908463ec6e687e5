/** Final time and energy of every transaction that ended in a month: bars, sums and a table. */
import { energy, month as monthName, moment, number } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { SelectField } from '../parts/field.tsx'
import { Icon } from '../parts/icon.tsx'
import { useOlder } from '../older.ts'
import { Page } from '../parts/page.tsx'
import { go, Link, useRoute } from '../route.tsx'
import { ChargeBadge } from './badges.tsx'
import { addressOf } from './charging.tsx'
import { Days } from './days.tsx'
import { useLive } from './live.ts'
import { daysPath, lastMonths } from './months.ts'
import { save } from './save.ts'
import type { Completed, Month, MonthSums } from './wire.ts'
import { useDesk } from './words.ts'

const MONTHS = 36
const ROWS = 200
const REPORT = '/v1/reports/transactions'

export function MonthPage() {
  const t = useDesk().month
  const asked = useRoute().query.get('month') ?? ''
  const months = lastMonths(MONTHS)
  const month = months.includes(asked) ? asked : months[0]!
  const choose = (one: string) => go(`/operator/transactions?month=${one}`, { replace: true })
  const table = () => save(`${REPORT}?month=${month}`, 'text/csv', `transactions-${month}.csv`)
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
          options={months.map((one) => [one, monthName(one)])}
        />
      </div>
      <Sums key={month} month={month} />
    </Page>
  )
}

function Sums({ month }: { month: string }) {
  const t = useDesk().month
  const sums = useLive<MonthSums>(daysPath(month), ['transactions'])
  return (
    <Loaded of={sums}>
      {({ days, totals }) =>
        totals.transactions === 0 ? (
          <Empty icon="charges" title={t.none}>
            {t.noneText}
          </Empty>
        ) : (
          <>
            <Card>
              <p class="sums-line">
                <span class="big">{energy(totals.energyKwh)}</span>
                <span class="soft">{t.charges(totals.transactions)}</span>
              </p>
              <Days days={days} />
            </Card>
            <Table month={month} />
          </>
        )
      }
    </Loaded>
  )
}

function Table({ month }: { month: string }) {
  const t = useDesk().month
  const path = `${REPORT}?month=${month}&limit=${ROWS}`
  const first = useLive<Month>(path, ['transactions'])
  const older = useOlder<Completed>(path)
  return (
    <Card title={t.table}>
      <Loaded of={first}>
        {(page) => {
          const { items, next } = older.with(page)
          return (
            <>
              <div class="scroll tall" tabIndex={0} role="region" aria-label={t.table}>
                <Rows items={items} />
              </div>
              {next !== null && <Button onClick={() => older.more(next)}>{t.more}</Button>}
            </>
          )
        }}
      </Loaded>
    </Card>
  )
}

function Rows({ items }: { items: Completed[] }) {
  const { month: t, charges } = useDesk()
  return (
    <table class="wide-table">
      <thead>
        <tr>
          <th scope="col">{t.ended}</th>
          <th scope="col">{t.charger}</th>
          <th scope="col" class="minor">
            {t.number}
          </th>
          <th scope="col" class="minor">
            {t.idTag}
          </th>
          <th scope="col">{t.energy}</th>
          <th scope="col" class="minor">
            {t.reason}
          </th>
          <th scope="col" class="minor">
            {t.state}
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((one) => (
          <tr key={one.id}>
            <th scope="row">
              <Link href={addressOf(one)}>{one.endedAt === null ? '–' : moment(one.endedAt)}</Link>
            </th>
            <td>{one.charger}</td>
            <td class="minor">{number(one.number)}</td>
            <td class="minor">{one.idTag ?? '–'}</td>
            <td>{one.energyKwh === null ? '–' : energy(one.energyKwh)}</td>
            <td class="minor">
              {one.stopReason === null ? '–' : (charges.reasons[one.stopReason] ?? one.stopReason)}
            </td>
            <td class="minor">
              <ChargeBadge status={one.status} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
