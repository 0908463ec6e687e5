/** By which ways a car is heard, and when it was last. */
import { ago, moment } from '../format.ts'
import type { Time, Vehicle } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Card } from './card.tsx'
import { useNow } from './heard.tsx'

type Channels = NonNullable<Vehicle['channels']>
/** A parked module tells something every ten minutes. */
const FRESH_MS = 15 * 60_000
const ORDER = ['ovms', 'mqtt', 'http', 'abrp'] as const

export function Ways({ channels }: { channels: Channels }) {
  const { vehicles } = useWords()
  const t = vehicles.one
  const isHeard = ORDER.some((way) => channels[way] !== null)
  return (
    <Card title={t.connection}>
      <ul class="ears">
        {ORDER.map((way) => (
          <Way key={way} name={t.ways[way]} at={channels[way]} />
        ))}
      </ul>
      <p class="hint">{isHeard ? t.connectionHint : t.nothing}</p>
    </Card>
  )
}

function Way({ name, at }: { name: string; at: Time | null }) {
  const { vehicles } = useWords()
  const now = useNow()
  const isFresh = at !== null && now - Date.parse(at) < FRESH_MS
  return (
    <li class={isFresh ? 'ear fresh' : 'ear'}>
      <span class="ear-dot" aria-hidden="true" />
      <span class="ear-name">{name}</span>
      {at === null ? (
        <span class="soft">{vehicles.one.unused}</span>
      ) : (
        <time dateTime={at} title={moment(at)}>
          {ago(at, now)}
        </time>
      )}
    </li>
  )
}
