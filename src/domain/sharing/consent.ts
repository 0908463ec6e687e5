/** What an owner agrees to when he opts a vehicle in, and the record of his doing so. */
import type { Timing } from './vehicle.ts'

/** The version of the text; a changed text gets a new one. */
export const CONSENT_VERSION = '2026-11-21'

/** Shown before the switch, kept by its version with each opt-in. */
export const CONSENT_TEXT = `When you opt a car in, this server takes its charge messages and keeps its \
charges for you. At each new place it asks you whether charges there may be shared. Only what you \
choose to share is published: the place, the times, the energy and, if you like, a nickname, as open \
data under CC BY 4.0. Partners keep copies of it; if you take it back they are told to drop them, but \
nobody can force them to. Under a nickname all your shared charges can be tied together; anonymous \
ones cannot. You can opt out, forget a place, or erase your account at any time, just as easily.`

/** One opting in or out of a vehicle. */
export type Consent = {
  id: string
  vehicle: string
  at: number
  optedIn: boolean
  nickname: string | null
  timing: Timing
  showModel: boolean
  textVersion: string
}
