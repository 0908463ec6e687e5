/** Of where a partner wants events: a circle, seen on the map, or a box. */
import type { Problem } from '../api.ts'
import { SelectField, TextField } from '../parts/field.tsx'
import { PlaceMap } from '../parts/map.tsx'
import { faultIn } from './sending.ts'
import { type Draft, regionOf, type Side, SIDES, type Where } from './wishes.ts'
import type { Region } from './wire.ts'
import { usePortal } from './words.ts'

type RegionProps = {
  draft: Draft
  change: (part: Partial<Draft>) => void
  problem: Problem | null
}

const WHERE: Where[] = ['everywhere', 'circle', 'box']

export function RegionFields({ draft, change, problem }: RegionProps) {
  const t = usePortal().push
  const { where, sides } = draft
  const fault = faultIn(problem, 'push/region')
  const type = (side: Side, text: string) => change({ sides: { ...sides, [side]: text } })
  return (
    <>
      <SelectField<Where>
        label={t.region}
        value={where}
        onValue={(where) => change({ where })}
        options={WHERE.map((one) => [one, t.regions[one]])}
      />
      {where !== 'everywhere' && (
        <div class="numbers">
          {SIDES[where].map((side) => (
            <TextField
              key={side}
              label={t[side]}
              inputMode="decimal"
              value={sides[side]}
              onValue={(text) => type(side, text)}
            />
          ))}
        </div>
      )}
      {fault && (
        <p class="error" role="alert">
          {fault}
        </p>
      )}
      <RegionMap draft={draft} />
    </>
  )
}

/** Only what is whole can be shown. */
function RegionMap({ draft }: { draft: Draft }) {
  const t = usePortal().push
  const region = whole(draft)
  if (region === null || !('circle' in region)) return null
  const { lat, lon, radiusM } = region.circle
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) return null
  const pin = { id: 'region', position: { lat, lon }, name: t.regions.circle, radiusM }
  return <PlaceMap label={t.regionMap} pins={[{ ...pin, flag: 'always' }]} small />
}

function whole(draft: Draft): Region | null {
  try {
    return regionOf(draft, '')
  } catch {
    return null
  }
}
