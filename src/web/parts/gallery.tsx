/** What drivers have added to a station: their photos, each large on its own, and what they told. */
import { useState } from 'preact/hooks'
import { useData } from '../data.ts'
import { date } from '../format.ts'
import { toldOf } from '../plugs.ts'
import type { Seen } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { Dialog } from './dialog.tsx'
import { Icon } from './icon.tsx'
import './gallery.css'

/** As many as stand calmly beside each other; the others when they are asked for. */
const FIRST = 4

type Photo = Seen['photos'][number]
/** `name`: the station's, null where it has none. */
type GalleryProps = { station: string; name: string | null }

export function Gallery({ station, name }: GalleryProps) {
  const { photos: t } = useWords().stations
  const { data } = useData<Seen>(`/v1/stations/${encodeURIComponent(station)}/contributions`)
  if (!data) return null
  const { photos, facts } = data
  return (
    <Card title={t.title}>
      {photos.length + facts.length === 0 && <p class="soft">{t.none}</p>}
      {photos.length > 0 && <Photos photos={photos} name={name} />}
      {facts.length > 0 && <Told facts={facts} />}
    </Card>
  )
}

function Told({ facts }: Pick<Seen, 'facts'>) {
  const { questions, stations: t } = useWords()
  return (
    <ul class="bare stack tight">
      {facts.map(({ id, facts, on }) => (
        <li key={id}>
          <p>{toldOf(facts, t, questions.posts)}</p>
          <p class="hint">{t.photos.told(date(on))}</p>
        </li>
      ))}
    </ul>
  )
}

function Photos({ photos, name }: { photos: Photo[]; name: string | null }) {
  const { photos: t } = useWords().stations
  const [open, setOpen] = useState<number | null>(null)
  const [isFull, setFull] = useState(false)
  const altOf = ({ on }: Photo) => (name ? t.alt(name, date(on)) : t.altUnnamed(date(on)))
  const shown = isFull ? photos : photos.slice(0, FIRST)
  return (
    <>
      <ul class="gallery bare">
        {shown.map((photo, index) => (
          <li key={photo.id}>
            <button type="button" onClick={() => setOpen(index)}>
              <Picture photo={photo} alt={altOf(photo)} />
            </button>
          </li>
        ))}
      </ul>
      {shown.length < photos.length && (
        <Button class="fit" onClick={() => setFull(true)}>
          {t.all(photos.length)}
        </Button>
      )}
      <Large photos={photos} index={open} onIndex={setOpen} altOf={altOf} />
    </>
  )
}

function Picture({ photo: { url, width, height }, alt }: { photo: Photo; alt: string }) {
  return <img src={url} alt={alt} width={width} height={height} loading="lazy" decoding="async" />
}

type LargeProps = {
  photos: Photo[]
  /** Of the photo that is looked at; null: none. */
  index: number | null
  onIndex: (index: number | null) => void
  altOf: (photo: Photo) => string
}

/** One photo as large as the screen lets it, and the ways to those beside it, round and round. */
function Large({ photos, index, onIndex, altOf }: LargeProps) {
  const { photos: t } = useWords().stations
  const photo = index === null ? undefined : photos[index]
  const count = photos.length
  const step = (by: number) => onIndex(((index ?? 0) + by + count) % count)
  return (
    <Dialog
      open={photo !== undefined}
      title={photo ? date(photo.on) : ''}
      onClose={() => onIndex(null)}
    >
      {photo && (
        <div class="large">
          <Picture key={photo.id} photo={photo} alt={altOf(photo)} />
        </div>
      )}
      {photo && count > 1 && (
        <div class="row apart">
          <Button class="round" aria-label={t.before} onClick={() => step(-1)}>
            <Icon name="back" size={20} />
          </Button>
          <span class="soft number" role="status">
            {t.at((index ?? 0) + 1, count)}
          </span>
          <Button class="round" aria-label={t.next} onClick={() => step(1)}>
            <Icon name="next" size={20} />
          </Button>
        </div>
      )}
    </Dialog>
  )
}
