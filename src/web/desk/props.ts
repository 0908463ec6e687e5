/** What the pages of the desk are given. */
import type { Charger } from './wire.ts'

/** The parts of the address, and how to see anew who is signed in. */
export type DeskProps = { parts: Record<string, string>; onOut: () => Promise<void> }

/** A charger, where the server tells of it, and how to hear it anew. */
export type ChargerProps = { charger: Charger; path: string; reload: () => Promise<void> }
