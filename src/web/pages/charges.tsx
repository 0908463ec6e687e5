/** The history of charges: what is chosen stands in the address, months are summed up above it. */
import { useRef, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { type Data, useData } from '../data.ts'
import type { Charging } from '../driving.ts'
import { duration, energy, line, moment, percent } from '../format.ts'
import { LOCATIONS, type Names, useNames, VEHICLES } from '../names.ts'
import { Button } from '../parts/button.tsx'
import { Card, Row, Rows } from '../parts/card.tsx'
import { LATEST, useIsDriver } from '../parts/chargers.tsx'
import { Empty, Loaded, Skeleton } from '../parts/empty.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { FlagBadge, StatusBadge } from '../parts/flag.tsx'
import { Icon } from '../parts/icon.tsx'
import { Months, useMonths } from '../parts/months.tsx'
import { Page } from '../parts/page.tsx'
import { go, Link, useRoute } from '../route.tsx'
import type { Charge, List, Location, Vehicle } from '../wire.ts'
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
  const list = useData<List<Charge>>(`${PATH}?${asked}&limit=25`)
  const months = useMonths(chosen.vehicleId)
  const isKnown = useRef(false)
  isKnown.current ||= isHeard(list) && isHeard(months)
  const isFiltered = Object.keys(chosen).length > 0
  const isEmpty = list.data?.items.length === 0
  if (isEmpty && !isFiltered) {
    return (
      <Page title={t.title}>
        <Nothing isFiltered={false} />
        <Elsewhere />
      </Page>
    )
  }
  // At first all of it at once: what comes later would push the rest down.
  if (!isKnown.current) {
    return (
      <Page title={t.title} lead={t.lead}>
        <Skeleton lines={6} />
      </Page>
    )
  }
  return (
    <Page title={t.title} lead={t.lead} actions={<Table asked={asked} />}>
      <div class="beside">
        <aside>
          <Months rows={months.data?.items ?? []} />
        </aside>
        <div class="stack">
          <Filters chosen={chosen} />
          <Loaded of={list}>
            {(page) =>
              isEmpty ? <Nothing isFiltered /> : <History key={asked} first={page} asked={asked} />
            }
          </Loaded>
          <Elsewhere />
        </div>
      </div>
    </Page>
  )
}

/** What no car has told of is in no sum here; a charger alone tells of it. */
function Elsewhere() {
  const { charges: t } = useWords()
  const { data } = useData<List<Charging>>(useIsDriver() ? LATEST : null)
  if (!data?.items.some(({ charge }) => charge === null)) return null
  return (
    <p class="soft">
      {t.elsewhere.text} <Link href="/chargers">{t.elsewhere.go}</Link>
    </p>
  )
}

function isHeard({ data, error }: Data<unknown>): boolean {
  return data !== undefined || error !== null
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
    <Button kind="quiet" aria-label={t.csv} onClick={save}>
      <Icon name="download" size={20} />
      CSV
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

function Filters({ chosen }: { chosen: Chosen }) {
  const { charges: t, shell } = useWords()
  const { data: cars } = useData<List<Vehicle>>(VEHICLES)
  const { data: places } = useData<List<Location>>(LOCATIONS)
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
          options={[['', t.filters.allPlaces], ...namedOf(places?.items ?? [])]}
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

/** Those that have a name; one who has two of it is told their cars. */
function namedOf(places: Location[]): [id: string, name: string][] {
  const isTwice = (name: string) => places.filter((one) => one.name === name).length > 1
  return places.flatMap(({ id, name, vehicleId }): [string, string][] =>
    name === null ? [] : [[id, isTwice(name) ? `${name} · ${vehicleId}` : name]],
  )
}

function History({ first, asked }: { first: List<Charge>; asked: string }) {
  const { charges: t } = useWords()
  const names = useNames()
  const [more, setMore] = useState<List<Charge>>({ items: [], next: first.next })
  const next = more.items.length > 0 ? more.next : first.next
  const older = async () => {
    const page = await call<List<Charge>>('GET', `${PATH}?${asked}&limit=25&after=${next}`)
    setMore({ items: [...more.items, ...page.items], next: page.next })
  }
  const seen = new Set(first.items.map(({ id }) => id))
  const all = [...first.items, ...more.items.filter(({ id }) => !seen.has(id))]
  return (
    <>
      <Card>
        <Rows>
          {all.map((charge) => (
            <ChargeRow key={charge.id} {...{ charge, names }} />
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

function ChargeRow({ charge, names }: { charge: Charge; names: Names }) {
  const { id, startedAt, endedAt, energyKwh, soc, status, flag, vehicleId } = charge
  const { car, place, isOnly } = names
  const lasted = endedAt && duration(Date.parse(endedAt) - Date.parse(startedAt))
  return (
    <Row
      href={`/charges/${id}`}
      icon={<Icon name="bolt" size={20} />}
      title={place(charge.locationId, charge.charger)}
      note={
        <>
          {line([moment(startedAt), lasted, !isOnly && car(vehicleId)])}
          <span class="row badges">
            {status !== 'completed' && <StatusBadge status={status} />}
            <FlagBadge flag={flag} />
          </span>
        </>
      }
      value={energyKwh ? energy(energyKwh) : soc.end !== null && percent(soc.end)}
    />
  )
}
