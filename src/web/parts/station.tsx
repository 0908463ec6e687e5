/** What is known of the station at which a car charges, and which of several it was. */
import { distance, line } from '../format.ts'
import { accessOf, plugsOf } from '../plugs.ts'
import type { Question, Station } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Options, TextField } from './field.tsx'
import { Works } from './works.tsx'

/** Operator and posts, how well it works, and whose data that is; the name where another one stands above. */
export function StationFacts({ station, isTitled }: { station: Station; isTitled: boolean }) {
  const { questions: t, stations } = useWords()
  const { name, operator, posts, postCount, price } = station
  const count =
    posts.length > 0 ? `${t.post}: ${posts.join(', ')}` : postCount && t.posts(postCount)
  return (
    <div class="hint">
      <p>
        {line([
          ...[!isTitled && name, operator, count, ...plugsOf(station, stations)],
          ...[accessOf(station, stations), price],
        ])}
      </p>
      <Works of={station.shared} />
      <Credits stations={[station]} />
    </div>
  )
}

/** Whose data that is, each source once; its own page where it is of one station alone. */
export function Credits({ stations }: { stations: Station[] }) {
  const { questions: t } = useWords()
  const credits = [...new Set(stations.map(({ attribution }) => attribution))].join('; ')
  const url = stations.length === 1 ? stations[0]!.url : null
  return (
    <p class="soft">
      <small>
        {t.data}{' '}
        {url ? (
          <a href={url} target="_blank" rel="noreferrer">
            {credits}
          </a>
        ) : (
          credits
        )}
      </small>
    </p>
  )
}

/** By hand, with an account of the owner's own there. */
export function CheckInLink({ question: { location } }: { question: Question }) {
  const { questions: t } = useWords()
  const url = location?.station?.checkInUrl
  if (!url) return null
  return (
    <p class="row centre">
      <a href={url} target="_blank" rel="noreferrer">
        {t.checkIn}
      </a>
    </p>
  )
}

type StationChoiceProps = {
  stations: Station[]
  /** The id of the chosen one. */
  chosen: string | null
  onChoose: (id: string) => void
}

/** Several are near: the owner may say which it was. */
export function StationChoice({ stations, chosen, onChoose }: StationChoiceProps) {
  const { questions: t, stations: words } = useWords()
  const options = stations.map((station) => ({
    value: station.id,
    title: titleOf(station),
    note: line([
      station.name && station.operator,
      words.distance(distance(station.distanceM)),
      ...plugsOf(station, words),
    ]),
  }))
  return (
    <div class="stack tight">
      <Options label={t.which} value={chosen} onValue={onChoose} options={options} />
      <Credits stations={stations} />
    </div>
  )
}

/** What it is called, in the worst case by its key. */
export function titleOf({ name, operator, id }: Station): string {
  return name ?? operator ?? id
}

type PostFieldProps = {
  station: Station | null
  value: string
  onValue: (value: string) => void
}

/** At which post it was: one of those that are known, or another one. */
export function PostField({ station, ...rest }: PostFieldProps) {
  const { questions: t } = useWords()
  const posts = station?.posts ?? []
  return (
    <TextField
      {...rest}
      label={t.post}
      hint={isUnknown(rest.value, posts) ? t.postUnknown : t.postHint}
      maxLength={40}
      autocomplete="off"
      choices={posts}
    />
  )
}

/** Spelled as one likes, as the server compares them. */
function isUnknown(post: string, posts: string[]): boolean {
  const bare = (name: string) => name.toLowerCase().replace(/[\s._*-]/g, '')
  return bare(post) !== '' && posts.length > 0 && !posts.some((one) => bare(one) === bare(post))
}
