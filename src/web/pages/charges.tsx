/** The history of charges: what is chosen stands in the address, months are summed up above it. */
import { useState } from 'preact/hooks'
import './charges.css'
import { call } from '../api.ts'
import { useData } from '../data.ts'
import { duration, energy, moment, money, month as named } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card, Row, Rows } from '../parts/card.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { FlagBadge, StatusBadge } from '../parts/flag.tsx'
import { Icon } from '../parts/icon.tsx'
import { Page } from '../parts/page.tsx'
import { go, useRoute } from '../route.tsx'
import type { Charge, List, Location, Month, Vehicle } from '../wire.ts'
import { useWords } from '../words/words.ts'
import type { PageProps } from '../parts/page.tsx'

const PATH = '/v1/charges/mine'
const NAMES = ['vehicleId', 'locationId', 'status', 'shared', 'from', 'to'] as const
type Name = (typeof NAMES)[number]
type Chosen = Partial<Record<Name, string>>

export function ChargesPage(_: PageProps) {
  const { charges: t } = useWords()
  const { query } = useRoute()
  const chosen = Object.fromEntries(
    NAMES.flatMap((name) => (query.get(name) ? [[name, query.get(name)!]] : [])),
  ) as Chosen
  const asked = askedOf(chosen)
  const list = useData<List<Charge>>(`${PATH}?${asked}&limit=50`)
  const places = useData<List<Location>>('/v1/locations?limit=1000')
  const isFiltered = Object.keys(chosen).length > 0
  return (
    <Page title={t.title} lead={t.lead} actions={<Table asked={asked} />}>
      <Months chosen={chosen} places={places.data?.items ?? []} />
      <Filters chosen={chosen} places={places.data?.items ?? []} />
      <Loaded of={list}>
        {(page) =>
          page.items.length === 0 ? (
            <Nothing isFiltered={isFiltered} />
          ) : (
            <History key={asked} first={page} asked={asked} places={places.data?.items ?? []} />
          )
        }
      </Loaded>
    </Page>
  )
}

/** Days are the owner's: they begin where he is. */
function askedOf(chosen: Chosen): string {
  const { from, to, ...rest } = chosen
  const asked = new URLSearchParams(rest)
  if (from) asked.set('from', new Date(`${from}T00:00:00`).toISOString())
  if (to) asked.set('to', new Date(`${to}T23:59:59.999`).toISOString())
  return asked.toString()
}

function Table({ asked }: { asked: string }) {
  const { charges: t } = useWords()
  const save = async () => {
    const answer = await fetch(`${PATH}?${asked}`, { headers: { accept: 'text/csv' } })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(await answer.blob())
    link.download = 'charges.csv'
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <Button kind="quiet" onClick={save}>
      <Icon name="download" size={20} />
      {t.csv}
    </Button>
  )
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  const { charges: t } = useWords()
  if (isFiltered) {
    const all = <Button onClick={() => go('/charges', { replace: true })}>{t.empty.all}</Button>
    return <Empty icon="filter" title={t.empty.filtered} action={all} />
  }
  const cars = <Button onClick={() => go('/vehicles')}>{t.empty.action}</Button>
  return (
    <Empty icon="charges" title={t.empty.title} action={cars}>
      {t.empty.text}
    </Empty>
  )
}

type Placed = { places: Location[] }

function Filters({ chosen, places }: Placed & { chosen: Chosen }) {
  const { charges: t, shell } = useWords()
  const { data: cars } = useData<List<Vehicle>>('/v1/vehicles')
  const choose = (name: Name, value: string) => {
    const next = new URLSearchParams({ ...chosen, [name]: value })
    if (value === '') next.delete(name)
    go(`/charges?${next}`, { replace: true })
  }
  const field = (name: Name) => ({
    value: chosen[name] ?? '',
    onValue: (value: string) => choose(name, value),
  })
  const statuses = Object.entries(shell.status)
  const named = places.filter(({ name }) => name !== null)
  return (
    <details class="card filters" open={Object.keys(chosen).length > 0}>
      <summary>
        <Icon name="filter" size={20} />
        {t.filters.title}
      </summary>
      <div class="filter-fields">
        <SelectField
          label={t.filters.car}
          {...field('vehicleId')}
          options={[
            ['', t.filters.allCars],
            ...(cars?.items ?? []).map(({ vehicleId, name }): [string, string] => {
              return [vehicleId, name ?? vehicleId]
            }),
          ]}
        />
        <SelectField
          label={t.filters.place}
          {...field('locationId')}
          options={[
            ['', t.filters.allPlaces],
            ...named.map(({ id, name }): [string, string] => [id, name ?? '']),
          ]}
        />
        <SelectField
          label={t.filters.result}
          {...field('status')}
          options={[['', t.filters.allResults], ...statuses]}
        />
        <SelectField
          label={t.filters.shared}
          {...field('shared')}
          options={[
            ['', t.filters.both],
            ['true', t.filters.yes],
            ['false', t.filters.no],
          ]}
        />
        <TextField type="date" label={t.filters.from} {...field('from')} />
        <TextField type="date" label={t.filters.to} {...field('to')} />
      </div>
    </details>
  )
}

function History({ first, asked, places }: Placed & { first: List<Charge>; asked: string }) {
  const { charges: t } = useWords()
  const [more, setMore] = useState<List<Charge>>({ items: [], next: first.next })
  const next = more.items.length > 0 ? more.next : first.next
  const older = async () => {
    const page = await call<List<Charge>>('GET', `${PATH}?${asked}&limit=50&after=${next}`)
    setMore({ items: [...more.items, ...page.items], next: page.next })
  }
  const seen = new Set(first.items.map(({ id }) => id))
  const all = [...first.items, ...more.items.filter(({ id }) => !seen.has(id))]
  return (
    <>
      <Card>
        <Rows>
          {all.map((charge) => (
            <ChargeRow key={charge.id} charge={charge} places={places} />
          ))}
        </Rows>
      </Card>
      {next && (
        <Button class="wide" onClick={older}>
          {t.older}
        </Button>
      )}
    </>
  )
}

function ChargeRow({ charge, places }: Placed & { charge: Charge }) {
  const { shell } = useWords()
  const { id, startedAt, endedAt, energyKwh, status, flag, locationId, vehicleId } = charge
  const place = places.find((one) => one.id === locationId)
  const lasted = endedAt && duration(Date.parse(endedAt) - Date.parse(startedAt))
  return (
    <Row
      href={`/charges/${id}`}
      icon={<Icon name="bolt" size={20} />}
      title={place?.name ?? place?.station?.name ?? vehicleId}
      note={
        <>
          {[moment(startedAt), lasted].filter(Boolean).join(' · ')}
          <span class="row badges">
            {status !== 'completed' && <StatusBadge status={status} />}
            <FlagBadge flag={flag} />
          </span>
        </>
      }
      end={energyKwh === null ? <span class="soft">{shell.more}</span> : energy(energyKwh)}
    />
  )
}

/** So many months are shown at first. */
const SHOWN = 3

function Months({ chosen, places }: Placed & { chosen: Chosen }) {
  const { charges: t } = useWords()
  const car = chosen.vehicleId ? `?vehicleId=${chosen.vehicleId}` : ''
  const { data } = useData<{ items: Month[] }>(`${PATH}/months${car}`)
  const [all, setAll] = useState(false)
  const months = [...new Set((data?.items ?? []).map(({ month }) => month))].sort().reverse()
  if (months.length === 0) return null
  return (
    <Card title={t.months.title}>
      {months.slice(0, all ? undefined : SHOWN).map((month) => (
        <MonthSum
          key={month}
          month={month}
          rows={data!.items.filter((one) => one.month === month)}
          places={places}
        />
      ))}
      {!all && months.length > SHOWN && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {t.months.more}
        </Button>
      )}
    </Card>
  )
}

function MonthSum({ month, rows, places }: Placed & { month: string; rows: Month[] }) {
  const { charges: t, shell } = useWords()
  const sum = (of: (row: Month) => number) => rows.reduce((total, row) => total + of(row), 0)
  const most = Math.max(...rows.map(({ energyKwh }) => energyKwh), 0.001)
  const nameOf = (row: Month) => {
    const place = places.find(({ id }) => id === row.locationId)
    return row.locationId === null
      ? t.months.unplaced
      : (place?.name ?? place?.station?.name ?? shell.newPlace)
  }
  return (
    <section class="month">
      <h3>
        <span>{named(month)}</span>
        <span class="soft">
          {t.months.sum(sum(({ charges }) => charges))} ·{' '}
          {energy(sum(({ energyKwh }) => energyKwh))}
        </span>
      </h3>
      <ul>
        {rows.map((row) => (
          <li key={row.locationId ?? ''}>
            <span>{nameOf(row)}</span>
            <span class="bar" aria-hidden="true">
              <span style={{ width: `${(100 * row.energyKwh) / most}%` }} />
            </span>
            <span>{energy(row.energyKwh)}</span>
            <span class="soft">{row.cost ? money(row.cost) : t.months.sum(row.charges)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
