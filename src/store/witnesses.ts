/** What a charger told of a charge, as it is kept beside it: sealed, since it tells where that was. */
import type { Witness } from '../domain/chargers/meeting/witness.ts'
import type { Vault } from '../flows/ports.ts'
import { padded } from './sealed.ts'

/** null where there is none. */
export function sealedWitness(
  vault: Vault,
  witness: Witness | null,
  session: string,
): string | null {
  if (witness === null) return null
  return vault.seal(padded(JSON.stringify(witness)), boundTo(session))
}

/** null where the key that sealed it is lost. */
export function openedWitness(vault: Vault, sealed: string, session: string): Witness | null {
  const json = vault.open(sealed, boundTo(session))
  return json === null ? null : (JSON.parse(json) as Witness)
}

/** What ties it to its charge. */
export function boundTo(session: string): string {
  return `witness of ${session}`
}
