/** Where a charger stands and what it is called: the fields of adding and of changing one. */
import { useState } from 'preact/hooks'
import type { Problem } from '../api.ts'
import { number } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Switch, TextField } from '../parts/field.tsx'
import { Icon } from '../parts/icon.tsx'
import { say } from '../parts/toast.tsx'
import type { Charger } from './wire.ts'
import { useDesk } from './words.ts'

type Texts = Record<'name' | 'stationName' | 'post' | 'lat' | 'lon' | 'owner', string>
type SiteDraft = Texts & { isPublic: boolean }
type Change = (part: Partial<SiteDraft>) => void

export function useSite(charger?: Charger): [SiteDraft, Change] {
  const [draft, set] = useState<SiteDraft>({
    name: charger?.name ?? '',
    stationName: charger?.stationName ?? '',
    post: charger?.post ?? '',
    lat: degrees(charger?.position?.lat),
    lon: degrees(charger?.position?.lon),
    owner: charger?.owner ?? '',
    isPublic: charger?.access === 'public',
  })
  return [draft, (part) => set((before) => ({ ...before, ...part }))]
}

/** As the page shows them elsewhere, to the meter. */
function degrees(value: number | undefined): string {
  return value === undefined ? '' : number(value, 5)
}

/** As it goes to the server; what is empty is not known. */
export function siteOf({ name, stationName, post, lat, lon, owner, isPublic }: SiteDraft) {
  const known = (text: string) => (text.trim() === '' ? null : text.trim())
  const isPlaced = known(lat) !== null || known(lon) !== null
  // Half a position is sent as it is: the server says what is missing.
  const typed = (text: string) =>
    known(text) === null ? undefined : Number(text.replace(',', '.'))
  return {
    name: known(name),
    stationName: known(stationName),
    post: known(post),
    access: isPublic ? 'public' : 'private',
    owner: known(owner),
    position: isPlaced ? { lat: typed(lat), lon: typed(lon) } : null,
  }
}

/** Who stands at the charger need not type degrees; browsers tell them only over TLS. */
function Here({ onHere }: { onHere: Change }) {
  const t = useDesk().site
  if (!isSecureContext || !('geolocation' in navigator)) return null
  const find = async () => {
    const { coords } = await new Promise<GeolocationPosition>((resolve, reject) => {
      navigator.geolocation.getCurrentPosition(resolve, reject, { enableHighAccuracy: true })
    }).catch(() => ({ coords: null }))
    if (!coords) return say(t.noHere, null, { bad: true })
    onHere({ lat: degrees(coords.latitude), lon: degrees(coords.longitude) })
  }
  return (
    <div class="row">
      <Button onClick={find}>
        <Icon name="place" size={18} />
        {t.here}
      </Button>
    </div>
  )
}

type SiteProps = { draft: SiteDraft; change: Change; problem: Problem | null }

export function Site({ draft, change, problem }: SiteProps) {
  const t = useDesk().site
  const text = (field: 'name' | 'stationName' | 'post' | 'owner', hint?: string) => (
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
  return (
    <>
      <Switch
        label={t.isPublic}
        hint={draft.isPublic ? t.publicHint : t.privateHint}
        on={draft.isPublic}
        onSwitch={(isPublic) => change({ isPublic })}
      />
      {!draft.isPublic && text('owner', t.ownerHint)}
      {text('name', t.nameHint)}
      {text('stationName', t.stationHint)}
      {text('post', t.postHint)}
      <p class="hint">{t.placeHint}</p>
      <Here onHere={change} />
      <div class="numbers">
        {(['lat', 'lon'] as const).map((side) => (
          <TextField
            key={side}
            label={t[side]}
            inputMode="decimal"
            name={side}
            value={draft[side]}
            onValue={(value) => change({ [side]: value })}
            error={problem?.of(`position/${side}`)}
            optional
          />
        ))}
      </div>
    </>
  )
}
