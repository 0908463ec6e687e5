/** A car, its owner's wishes about sharing, and where it was last seen. */
import { z } from 'zod'
import type { Position } from '../places/position.ts'
import { line } from '../text.ts'

export const VehicleId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,32}$/, 'must be 1 to 32 of A-Z a-z 0-9 _ -')
  .meta({ description: 'Unique on the server, compared without case', example: 'JIMBO-1' })

/**
 * When partners learn of a shared charge: at once, after its end, or in the first hour (UTC) of a
 * later day, dates only.
 */
export const Timing = z.enum(['live', 'afterDeparture', 'day'])
export type Timing = z.infer<typeof Timing>

/** How partners see the vehicle: under a nickname, or not at all. */
export const Handle = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('nickname'), nickname: line(40).meta({ example: 'Jimbo' }) }),
  z.strictObject({ kind: z.literal('anonymous') }),
])

/** A position and when the car told it; the odometer tells whether it moved since. */
export type Fix = { at: number; position: Position; odometerKm: number | null }

/** `paranoid`: the module encrypts what it tells so that a server cannot read it (OVMS v2). */
export type Trouble = 'paranoid'

/** The ways by which a car's word comes in. */
export const Channel = z.enum(['ovms', 'mqtt', 'http', 'abrp'])
export type Channel = z.infer<typeof Channel>

export type Vehicle = {
  /** Lower case; `label` is the id as its owner wrote it. */
  id: string
  label: string
  owner: string
  name: string | null
  make: string | null
  model: string | null
  secretHash: string
  salt: string
  optedIn: boolean
  /** null: anonymous. */
  nickname: string | null
  /** The owner allows make and model to be published. */
  showModel: boolean
  timing: Timing
  fix: Fix | null
  /** Why the module's charges cannot be read; null where nothing is known against it. */
  trouble: Trouble | null
  createdAt: number
}
