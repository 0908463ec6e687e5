/** What a question is about, in a few lines: the car, when, how full, and where. */
import { Battery } from './progress.tsx'
import { Badge, StatusBadge } from './flag.tsx'
import { Icon } from './icon.tsx'
import { StationFacts } from './station.tsx'
import { energy, line, moment, percent } from '../format.ts'
import { isApple } from '../install.ts'
import type { Position, Question } from '../wire.ts'
import { useWords } from '../words/words.ts'

export function ChargeFacts({ question, car }: { question: Question; car: string }) {
  const { session, location } = question
  const { shell, home } = useWords()
  const { soc } = session
  const end = soc.end ?? soc.start
  return (
    <div class="stack tight">
      <div>
        <p class="row apart">
          <strong>{placeOf(question) ?? shell.newPlace}</strong>
          <StatusBadge status={session.status} />
        </p>
        <p class="soft">{line([car, moment(session.startedAt)])}</p>
        {location?.station && <StationFacts station={location.station} isTitled={!location.name} />}
      </div>
      {end !== null && (
        <Battery
          soc={end}
          from={soc.start}
          charging={session.status === 'charging'}
          label={home.live.soc}
        />
      )}
      <div class="row apart soft number">
        <span>
          {line([
            soc.start !== null && end !== soc.start && `${percent(soc.start)} →`,
            end !== null && percent(end),
            session.energyKwh && energy(session.energyKwh),
          ]).replace('→\u00a0· ', '→ ')}
        </span>
        {location?.position && <InMaps {...location.position} />}
      </div>
    </div>
  )
}

/** For the map app of a phone: no map is loaded from anywhere. Elsewhere there is mostly none. */
function InMaps({ lat, lon }: Position) {
  const { questions: t } = useWords()
  const at = `${lat.toFixed(4)}, ${lon.toFixed(4)}`
  if (!matchMedia('(pointer: coarse)').matches) return <span>{at}</span>
  const href = isApple() ? `maps:?q=${lat},${lon}` : `geo:${lat},${lon}?q=${lat},${lon}`
  return (
    <a class="geo" href={href} aria-label={`${t.inMaps}: ${at}`}>
      <Icon name="place" size={22} />
    </a>
  )
}

/** The owner's name for it, else the station's, else what the charger there says; null where there is none. */
export function placeOf({ location, session }: Question): string | null {
  return location?.name ?? location?.station?.name ?? session.charger?.station ?? null
}

/** Its answer waits for a network. */
export function LaterBadge() {
  const { questions: t } = useWords()
  return (
    <Badge tone="warn" icon="clock">
      {t.laterBadge}
    </Badge>
  )
}
