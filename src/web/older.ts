/** A list that grows at both ends: its newest page is drawn anew by itself, older ones are asked for. */
import { useState } from 'preact/hooks'
import { call } from './api.ts'
import type { List } from './wire.ts'

/** What was read as older of the list at `path`, and how it goes together with its newest page. */
export function useOlder<T extends { id: string }>(path: string) {
  const [older, setOlder] = useState<List<T> | null>(null)
  return {
    /** The newest page grows over what was read as older before; `next` asks for more. */
    with: ({ items, next }: List<T>): List<T> => {
      const known = new Set(items.map(({ id }) => id))
      const rest = older?.items.filter(({ id }) => !known.has(id)) ?? []
      return { items: [...items, ...rest], next: older === null ? next : older.next }
    },
    more: async (after: string) => {
      const page = await call<List<T>>('GET', `${path}&after=${encodeURIComponent(after)}`)
      setOlder({ items: [...(older?.items ?? []), ...page.items], next: page.next })
    },
  }
}
