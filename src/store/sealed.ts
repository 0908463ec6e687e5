/** Where something is, as it is kept where nobody may read it: sealed, and bound to its row. */
import type { Position } from '../domain/places/position.ts'
import type { Vault } from '../flows/ports.ts'

/** A position, and where the odometer stood if that is to be kept with it. */
export type Whereabouts = Position & { odometerKm?: number | null }

/** None needs more; all have as many characters, so that the length says nothing of the digits. */
const LENGTH = 96

/** The length of what holds names says nothing of them, but for very long ones. In bytes. */
const STEP = 512

/** JSON with spaces behind it. */
export function padded(json: string): string {
  const bytes = Buffer.byteLength(json)
  return json + ' '.repeat(Math.ceil(bytes / STEP) * STEP - bytes)
}

/** `bound` names the row: what was moved to another one cannot be opened. */
export function sealed(vault: Vault, { lat, lon, odometerKm }: Whereabouts, bound: string): string {
  return vault.seal(JSON.stringify({ lat, lon, odometerKm }).padEnd(LENGTH), bound)
}

/** null where there is none, or the key that sealed it is lost. */
export function opened(vault: Vault, text: string | null, bound: string): Whereabouts | null {
  const json = text === null ? null : vault.open(text, bound)
  return json === null ? null : (JSON.parse(json) as Whereabouts)
}
