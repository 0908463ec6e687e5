/** All chargers, those sieved that are wanted. */
import { useState } from 'preact/hooks'
import { ButtonLink } from '../parts/button.tsx'
import { TextField } from '../parts/field.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { Page } from '../parts/page.tsx'
import { Tabs } from '../parts/tabs.tsx'
import type { List } from '../wire.ts'
import { useLive } from './live.ts'
import { stateOf } from './states.ts'
import { Tile } from './tile.tsx'
import type { Charger } from './wire.ts'
import { useDesk } from './words.ts'

const WHICH = ['all', 'active', 'pending', 'faulted'] as const
type Which = (typeof WHICH)[number]

const FITS: Record<Which, (charger: Charger) => boolean> = {
  all: () => true,
  active: ({ isConnected }) => isConnected,
  pending: ({ registration }) => registration === 'pending',
  faulted: (charger) => stateOf(charger) === 'faulted',
}
/** From so many on a field to look for one helps. */
const MANY = 12

export function ChargersPage() {
  const t = useDesk().chargers
  const [chosen, choose] = useState<Which>('all')
  const [wanted, want] = useState('')
  const chargers = useLive<List<Charger>>('/v1/chargers?limit=1000', ['chargers', 'transactions'])
  const all = chargers.data?.items ?? []
  // None waits where strangers are turned away at the door.
  const offered = WHICH.filter((one) => one !== 'pending' || all.some(FITS.pending))
  const which = offered.includes(chosen) ? chosen : 'all'
  const add = (
    <ButtonLink kind="lead" href="/operator/add">
      {t.add}
    </ButtonLink>
  )
  return (
    <Page title={t.title} actions={all.length > 0 && add}>
      {all.length > 1 && (
        <Tabs
          label={t.which}
          value={which}
          onValue={choose}
          options={offered.map((one) => [one, t.filters[one]])}
        />
      )}
      {all.length >= MANY && (
        <TextField label={t.find} type="search" value={wanted} onValue={want} />
      )}
      <Loaded of={chargers}>
        {({ items }) => {
          const fitting = items.filter((one) => FITS[which](one) && isMeant(one, wanted))
          if (items.length === 0) {
            return (
              <Empty icon="plug" title={t.none} action={add}>
                {t.noneText}
              </Empty>
            )
          }
          if (fitting.length === 0) return <Empty icon="plug" title={t.noneSuch} />
          return (
            <div class="tiles">
              {fitting.map((one) => (
                <Tile key={one.identity} charger={one} />
              ))}
            </div>
          )
        }}
      </Loaded>
    </Page>
  )
}

function isMeant({ identity, name, stationName, vendor, model }: Charger, wanted: string): boolean {
  const text = [identity, name, stationName, vendor, model].join(' ').toLowerCase()
  return text.includes(wanted.trim().toLowerCase())
}
