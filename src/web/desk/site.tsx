/** Where a charger stands and what it is called: the fields of adding and of changing one. */
import { useState } from 'preact/hooks'
import type { Problem } from '../api.ts'
import { TextField } from '../parts/field.tsx'
import { faultIn } from '../portal/sending.ts'
import type { Charger } from './wire.ts'
import { useDesk } from './words.ts'

type Texts = Record<'name' | 'stationName' | 'post' | 'lat' | 'lon', string>
export type SiteDraft = Texts
type Change = (part: Partial<Texts>) => void

export function useSite(charger?: Charger): [SiteDraft, Change] {
  const [draft, set] = useState<SiteDraft>({
    name: charger?.name ?? '',
    stationName: charger?.stationName ?? '',
    post: charger?.post ?? '',
    lat: charger?.position ? String(charger.position.lat) : '',
    lon: charger?.position ? String(charger.position.lon) : '',
  })
  return [draft, (part) => set((before) => ({ ...before, ...part }))]
}

/** As it goes to the server; what is empty is not known. */
export function siteOf({ name, stationName, post, lat, lon }: SiteDraft) {
  const known = (text: string) => (text.trim() === '' ? null : text.trim())
  const isPlaced = known(lat) !== null && known(lon) !== null
  const degrees = (text: string) => Number(text.replace(',', '.'))
  return {
    name: known(name),
    stationName: known(stationName),
    post: known(post),
    position: isPlaced ? { lat: degrees(lat), lon: degrees(lon) } : null,
  }
}

type SiteProps = { draft: SiteDraft; change: Change; problem: Problem | null }

export function Site({ draft, change, problem }: SiteProps) {
  const t = useDesk().site
  const text = (field: 'name' | 'stationName' | 'post', hint?: string) => (
    <TextField
      label={t[field]}
      hint={hint}
      name={field}
      value={draft[field]}
      onValue={(value) => change({ [field]: value })}
      error={problem?.of(field)}
      optional
    />
  )
  const fault = faultIn(problem, 'position')
  return (
    <>
      {text('name', t.nameHint)}
      {text('stationName', t.stationHint)}
      {text('post', t.postHint)}
      <div class="numbers">
        {(['lat', 'lon'] as const).map((side) => (
          <TextField
            key={side}
            label={t[side]}
            inputMode="decimal"
            name={side}
            value={draft[side]}
            onValue={(value) => change({ [side]: value })}
            optional
          />
        ))}
      </div>
      {fault && (
        <p class="error" role="alert">
          {fault}
        </p>
      )}
    </>
  )
}
