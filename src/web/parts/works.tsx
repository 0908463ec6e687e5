/** How well a station works, in plain words, and why there may be none yet. */
import { date, line, moment, power } from '../format.ts'
import type { Reliability } from '../wire.ts'
import { useWords } from '../words/words.ts'
import type { Words } from '../words/en.ts'
import { Facts } from './card.tsx'

type Texts = Words['stations']['works']

/** One sentence; null as `of`: nobody has shared a charge there. */
export function Works({ of }: { of: Reliability | null }) {
  const { works: t } = useWords().stations
  const goesOn = of?.inUse ? t.inUse(of.inUse) : null
  const rate = of?.successRate
  const said = rate ? `${rateOf(rate.rate, t)}, ${t.from(rate.of)}` : whyNone(of, t)
  return <p>{line([said, goesOn])}</p>
}

/** The same in full: how sure that is, when it last worked, and with what power. */
export function WorksInFull({ of }: { of: Reliability | null }) {
  const { works: t } = useWords().stations
  const rate = of?.successRate
  if (!of || of.sessions === null) return <p class="soft">{whyNone(of, t)}</p>
  const facts: [string, string | null][] = [
    [t.last, of.lastSuccessAt && moment(of.lastSuccessAt)],
    [t.power, of.typicalPowerKw === null ? null : power(of.typicalPowerKw)],
  ]
  return (
    <>
      <div>
        {rate ? <p class="big">{rateOf(rate.rate, t)}</p> : <p class="soft">{t.noRate}</p>}
        <p class="soft">
          {line([rate && t.from(rate.of), rate && likely(rate, t), of.inUse && t.inUse(of.inUse)])}
        </p>
      </div>
      <Facts items={facts.filter((fact): fact is [string, string] => fact[1] !== null)} />
    </>
  )
}

/** The last charges that the station broke off; nothing where there were none, or too few in all. */
export function Faults({ of }: { of: Reliability | null }) {
  const { questions, stations } = useWords()
  const t = stations.works
  const faults = of?.faults ?? []
  if (faults.length === 0) return null
  return (
    <details class="more">
      <summary>{t.faults}</summary>
      <ul class="bare">
        {faults.map(({ at, post }, index) => (
          <li key={index}>{line([at ? date(at) : t.day, post && `${questions.post}: ${post}`])}</li>
        ))}
      </ul>
    </details>
  )
}

function whyNone(of: Reliability | null, t: Texts): string {
  if (!of) return t.nobody
  return of.sessions === null ? t.tooFew : t.noRate
}

/** "Always" and "never" are not said of what merely comes near to them. */
function rateOf(rate: number, t: Texts): string {
  if (rate === 1) return t.every
  if (rate >= 0.95) return t.nearly
  return rate < 0.05 ? t.hardly : t.often(Math.round(rate * 10))
}

/** Nothing where both ends of the interval round to the same. */
function likely({ low, high }: NonNullable<Reliability['successRate']>, t: Texts): string | null {
  const [least, most] = [Math.round(low * 10), Math.round(high * 10)]
  return least === most ? null : t.likely(least, most)
}
