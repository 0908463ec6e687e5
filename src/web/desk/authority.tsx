/** The authority of chargers' certificates is about to end: told early, for to replace it takes months. */
import { date } from '../format.ts'
import { Card } from '../parts/card.tsx'
import { useWatched } from '../portal/watch.ts'
import type { Health } from './wire.ts'
import { useDesk } from './words.ts'

/** Nothing where it is good for long, or there is none. */
export function Authority() {
  const t = useDesk().certificates
  const { authority } = useWatched<Pick<Health, 'authority'>>('/v1/operator/health').data ?? {}
  if (!authority || authority.state === 'good') return null
  const day = date(authority.validUntil)
  return (
    <Card
      tone="warn"
      title={authority.state === 'ended' ? t.authorityEnded(day) : t.authorityEnds(day)}
    >
      <p>{t.authorityText}</p>
    </Card>
  )
}
