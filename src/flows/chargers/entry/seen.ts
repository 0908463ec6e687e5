/** When chargers that are connected here were last heard of, be it only by a sign of life. */
import type { World } from '../../ports.ts'

/** A charger's last sign of life, by our clock. */
export type Sign = { charger: string; at: number }

/** Keeps the signs of many chargers at once; in the order of identities, as all who hold chargers do. */
export function keepSigns({ store }: Pick<World, 'store'>) {
  return async (signs: Sign[]): Promise<void> => {
    if (signs.length === 0) return
    const inOrder = [...signs].sort((a, b) => (a.charger < b.charger ? -1 : 1))
    await store.write(async ({ chargers }) => {
      for (const { charger, at } of inOrder) await chargers.see(charger, at)
    })
  }
}
