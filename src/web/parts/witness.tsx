/** What the charger told of a charge, and where the car says otherwise. */
import { energy, moment } from '../format.ts'
import { Link } from '../route.tsx'
import type { Charge, ChargeInFull, ChargerWitness } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Card, Facts } from './card.tsx'
import { Icon } from './icon.tsx'

export function WitnessCard({ charge }: { charge: ChargeInFull }) {
  const { charges, driving } = useWords()
  const t = charges.witness
  const { charger } = charge
  if (!charger) return null
  return (
    <Card title={t.title}>
      {charger.isFault && <p>{t.fault}</p>}
      <Facts items={factsOf(charger, t, driving.reasons)} />
      {charger.contradictions.length > 0 && (
        <>
          <p class="soft">{t.differ}</p>
          <ul>
            {charger.contradictions.map((what) => (
              <li key={what}>{sentenceOf(what, charge, charger, t)}</li>
            ))}
          </ul>
        </>
      )}
      {charge.charging && (
        <Link class="onward" href={`/chargings/${charge.charging}`}>
          {t.more}
          <Icon name="next" size={18} />
        </Link>
      )}
    </Card>
  )
}

type Words = ReturnType<typeof useWords>['charges']['witness']

function factsOf(
  charger: ChargerWitness,
  t: Words,
  reasons: Record<string, string>,
): [string, string][] {
  const { station, post, energyKwh, startedAt, endedAt, stopReason } = charger
  const facts: [string, string | null][] = [
    [t.station, station],
    [t.post, post],
    [t.energy, energyKwh === null ? null : energy(energyKwh)],
    [t.from, startedAt && moment(startedAt)],
    [t.to, endedAt && moment(endedAt)],
    [t.reason, stopReason && (reasons[stopReason] ?? stopReason)],
  ]
  return facts.flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : []))
}

function sentenceOf(
  what: ChargerWitness['contradictions'][number],
  charge: Charge,
  { startedAt, endedAt, energyKwh, status, post, vehicle }: ChargerWitness,
  { says, statuses }: Words,
): string {
  const kwh = (value: number | null) => (value === null ? '–' : energy(value))
  const at = (time: string | null) => (time === null ? '–' : moment(time))
  if (what === 'status') return says.status(statuses[status], statuses[charge.status])
  if (what === 'start') return says.start(at(startedAt), at(charge.startedAt))
  if (what === 'end') return says.end(at(endedAt), at(charge.endedAt))
  if (what === 'energy') return says.energy(kwh(energyKwh), kwh(vehicle.energyKwh))
  if (what === 'post') return says.post(post ?? '–', vehicle.post ?? '–')
  return says.soc
}
