/** How another backend of a charger fares: since when, what went wrong last, and what it says oddly. */
import { line } from '../format.ts'
import { Badge } from '../parts/flag.tsx'
import { Ago } from './ago.tsx'
import type { Upstream } from './wire.ts'
import { useDesk } from './words.ts'

export function State({ of: { state, isConnected } }: { of: Upstream }) {
  const t = useDesk().upstreams
  const now = state ?? (isConnected ? 'open' : 'away')
  return <Badge tone={now === 'open' ? 'good' : 'warn'}>{t.states[now]}</Badge>
}

export function Fare({ of }: { of: Upstream }) {
  const t = useDesk().upstreams
  const { url, role, since, queued, dropped, answers, problem, lastProblem, deviations = [] } = of
  return (
    <>
      <span class="fare">
        {line([
          url,
          t.roles[role],
          queued && t.queued(queued),
          dropped && t.dropped(dropped),
          answers && t.answers(answers),
        ])}
      </span>
      {since && (
        <span class="fare">
          <Ago at={since} />
          {problem && ` · ${problem}`}
        </span>
      )}
      {!problem && lastProblem && (
        <span class="fare">
          {t.lastProblem(lastProblem.text)} · <Ago at={lastProblem.at} />
        </span>
      )}
      {deviations.map(({ rule, count, last, lastAt }) => (
        <span class="fare" key={rule}>
          {line([t.rules[rule] ?? rule, `${count} ×`])} · <Ago at={lastAt} />
          {last && <code lang="en">{last}</code>}
        </span>
      ))}
    </>
  )
}
