/** One contribution as the operator judges it: the photo, or the facts. */
import { ago, number } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card, Facts } from '../parts/card.tsx'
import type { Contribution, Standing } from '../portal/wire.ts'
import { useDesk } from './words.ts'

type OneProps = {
  contribution: Contribution
  onDecide: (standing: Standing) => Promise<void>
}

export function One({ contribution, onDecide }: OneProps) {
  const t = useDesk().photos
  const { id, photo, facts, station, state, at } = contribution
  const picture = `/v1/contributions/${encodeURIComponent(id)}/picture`
  return (
    <Card title={photo ? t.photo : t.facts}>
      {photo && (
        <a href={picture} target="_blank" rel="noreferrer" aria-label={t.large}>
          <img
            src={picture}
            width={photo.width}
            height={photo.height}
            loading="lazy"
            alt={t.photoOf(photo.width, photo.height)}
          />
        </a>
      )}
      {facts && <Told facts={facts} />}
      <p class="soft">
        {t.station} <code>{station}</code>
        <br />
        <time dateTime={at}>{ago(at)}</time>
      </p>
      <div class="row">
        {state === 'waiting' ? (
          <>
            <Button kind="lead" aria-keyshortcuts="a" onClick={() => onDecide('approved')}>
              {t.approve}
            </Button>
            <Button kind="danger" aria-keyshortcuts="r" onClick={() => onDecide('refused')}>
              {t.refuse}
            </Button>
          </>
        ) : (
          <Button onClick={() => onDecide('waiting')}>{t.back}</Button>
        )}
      </div>
    </Card>
  )
}

function Told({ facts }: { facts: NonNullable<Contribution['facts']> }) {
  const t = useDesk().photos
  const { posts, plugs, access, price } = facts
  const items: [string, string | undefined][] = [
    [t.posts, posts === undefined ? undefined : number(posts)],
    [t.plugs, plugs?.join(', ')],
    [t.access, access && t.accesses[access]],
    [t.price, price],
  ]
  return <Facts items={items.filter((one): one is [string, string] => one[1] !== undefined)} />
}
