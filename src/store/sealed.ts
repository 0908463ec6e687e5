/** Positions as they are kept where nobody may read them: sealed, and bound to their row. */
import type { Position } from '../domain/places/position.ts'
import type { Vault } from '../flows/ports.ts'

/** `bound` names the row: a sealed position that was moved to another one cannot be opened. */
export function sealed(vault: Vault, { lat, lon }: Position, bound: string): string {
  return vault.seal(JSON.stringify({ lat, lon }), bound)
}

/** null where there is none, or the key that sealed it is lost. */
export function opened(vault: Vault, text: string | null, bound: string): Position | null {
  const json = text === null ? null : vault.open(text, bound)
  return json === null ? null : (JSON.parse(json) as Position)
}
