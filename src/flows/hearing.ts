/** When each car was last heard of by each way in: written with what it says, once a minute at most. */
import { Channel, type Vehicle } from '../domain/sharing/vehicle.ts'
import type { Clock } from './ports.ts'
import type { Word } from './tables.ts'

/** How long a word is as good as a newer one, in milliseconds. */
const AGAIN_MS = 60_000
/** How many words are remembered; a full memory starts anew. */
const REMEMBERED = 100_000

type Said = { module: { id: string }; source: string }

/** Knows which words this process has written, so that others cost nothing. */
export type Hearing = {
  /** The words of a batch that are to be written with it. */
  due: (batch: Said[], vehicles: Map<string, Vehicle>) => (Word & { key: string })[]
  /** They are durable. */
  kept: (words: { key: string; at: number }[]) => void
}

export function openHearing(clock: Clock): Hearing {
  const written = new Map<string, number>()
  return {
    due: (batch, vehicles) => {
      const now = clock()
      const words = new Map<string, Word & { key: string }>()
      for (const { module, source } of batch) {
        // A car that was removed and added again is another one.
        const key = `${source} ${module.id} ${vehicles.get(module.id)?.createdAt}`
        if (now - (written.get(key) ?? -Infinity) < AGAIN_MS || !isChannel(source)) continue
        words.set(key, { key, vehicle: module.id, channel: source, at: now })
      }
      return [...words.values()]
    },
    kept: (words) => {
      if (written.size + words.length > REMEMBERED) written.clear()
      for (const { key, at } of words) written.set(key, at)
    },
  }
}

const CHANNELS: readonly string[] = Channel.options

function isChannel(source: string): source is Channel {
  return CHANNELS.includes(source)
}
