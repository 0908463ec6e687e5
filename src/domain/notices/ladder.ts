/** The ladder of channels: by which an owner is reached, and when the next one is tried. */
import type { Channel, Notifications } from './wishes.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** How long a channel is given before the next one is tried. */
export const RUNG_MS = 10 * MINUTE_MS

/** What says whether a device still shows what is pushed to it. */
export type Hearing = {
  /** Pushes since it last said that it showed one. */
  unshown: number
  /** When the first of those was made. */
  unshownSince: number | null
}

/** So many pushes without a word, over so long a time, and a device counts as deaf. */
export const DEAF_PUSHES = 5
export const DEAF_MS = 14 * DAY_MS

/**
 * Whether a device is to be passed over. Push services may go on accepting for devices that show
 * nothing any more, so that only the device's own word counts.
 */
export function isDeaf({ unshown, unshownSince }: Hearing, now: number): boolean {
  return unshown >= DEAF_PUSHES && unshownSince !== null && now - unshownSince >= DEAF_MS
}

/** The devices that a push goes to: those that hear, or all where nothing else would be left. */
export function heard<T extends Hearing>(devices: T[], hasOther: boolean, now: number): T[] {
  const hearing = devices.filter((device) => !isDeaf(device, now))
  return hearing.length > 0 || hasOther ? hearing : devices
}

/** The channels by which an owner is reached now, in his order. */
export function rungs(
  { channels }: Pick<Notifications, 'channels'>,
  open: Set<Channel>,
): Channel[] {
  return channels.filter((channel) => open.has(channel))
}

/**
 * The next channel after one that was tried (null: none was), in the owner's order; null at the top.
 * The one that was tried has its place in that order also where it leads nowhere any more.
 */
export function above(
  { channels }: Pick<Notifications, 'channels'>,
  open: Set<Channel>,
  tried: Channel | null,
): Channel | null {
  const from = tried === null ? 0 : channels.indexOf(tried) + 1
  return channels.slice(from).find((channel) => open.has(channel)) ?? null
}
