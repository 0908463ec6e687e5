/** The owner's cars at a glance, and adding one. */
import { useData } from '../data.ts'
import { ago } from '../format.ts'
import { VEHICLES } from '../names.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { Badge } from '../parts/flag.tsx'
import { lastWord, useNow } from '../parts/heard.tsx'
import { Icon } from '../parts/icon.tsx'
import { NewVehicle } from '../parts/newcomer.tsx'
import { Page, type PageProps } from '../parts/page.tsx'
import { Link, useRoute } from '../route.tsx'
import type { List, Vehicle } from '../wire.ts'
import { useWords } from '../words/words.ts'

/** `?new` adds a car: a step that "back" leaves. */
export function VehiclesPage(_: PageProps) {
  const { query } = useRoute()
  return query.has('new') ? <NewVehicle /> : <AllVehicles />
}

function AllVehicles() {
  const { vehicles: t } = useWords()
  const found = useData<List<Vehicle>>(VEHICLES)
  const hasSome = (found.data?.items.length ?? 0) > 0
  return (
    <Page title={t.title} lead={hasSome && t.lead} actions={hasSome && <Add />}>
      <Loaded of={found}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="car" title={t.empty.title} action={<Add />}>
              {t.empty.text}
            </Empty>
          ) : (
            <ul class="cars">
              {items.map((vehicle) => (
                <Car key={vehicle.vehicleId} vehicle={vehicle} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  )
}

function Add() {
  const { vehicles: t } = useWords()
  return (
    <ButtonLink kind="lead" href="/vehicles?new">
      <Icon name="plus" size={20} />
      {t.add}
    </ButtonLink>
  )
}

function Car({ vehicle }: { vehicle: Vehicle }) {
  const { vehicleId, name, make, model } = vehicle
  const kind = [make, model].filter(Boolean).join(' ')
  return (
    <li>
      <Link class="card car" href={`/vehicles/${encodeURIComponent(vehicleId)}`}>
        <span class="row-icon">
          <Icon name="car" />
        </span>
        <span class="row-text">
          <span class="car-name">{name ?? vehicleId}</span>
          <span class="row-note">{[kind, name && vehicleId].filter(Boolean).join(' · ')}</span>
        </span>
        <Icon name="next" size={18} />
        <State vehicle={vehicle} />
      </Link>
    </li>
  )
}

/** Sharing, when last heard, and what is wrong: a word each. */
function State({ vehicle }: { vehicle: Vehicle }) {
  const { vehicles: t } = useWords()
  const now = useNow()
  const at = lastWord(vehicle)
  const { optedIn } = vehicle.sharing
  return (
    <span class="car-state">
      <Badge tone={optedIn ? 'good' : 'calm'} icon={optedIn ? 'share' : 'lock'}>
        {optedIn ? t.sharingOn : t.sharingOff}
      </Badge>
      {vehicle.trouble && (
        <Badge tone="warn" icon="warning">
          {t.paranoid}
        </Badge>
      )}
      {at !== undefined && <span class="soft">{at ? t.heard(ago(at, now)) : t.never}</span>}
    </span>
  )
}
