/** What an owner adds to what is known of a station where he shared a charge: a photo, or facts. */
import { z } from 'zod'
import { line } from '../text.ts'

/** Nothing that owners write or photograph is seen by others before the operator has looked at it. */
export const Standing = z.enum(['waiting', 'approved', 'refused'])
export type Standing = z.infer<typeof Standing>

const PLUGS = ['type1', 'type2', 'ccs1', 'ccs2', 'chademo', 'nacs', 'domestic', 'other'] as const

/** What an owner saw at a station; whatever he does not tell stays unknown. */
export const StationFacts = z
  .strictObject({
    posts: z
      .int()
      .min(1)
      .max(1000)
      .optional()
      .meta({ description: 'Cars that can charge at once' }),
    plugs: z.array(z.enum(PLUGS)).max(PLUGS.length).optional(),
    access: z.enum(['public', 'customers', 'private']).optional(),
    price: line(200).optional().meta({ example: '0.49 €/kWh' }),
  })
  .refine((facts) => Object.keys(facts).length > 0, 'tell at least one fact')
  .meta({ id: 'StationFacts' })
export type StationFacts = z.infer<typeof StationFacts>

/** A photo's sides in pixels. The picture itself is asked for by its id. */
export type Sides = { width: number; height: number }

export type Contribution = {
  /** It tells the day on which it was added, and no more. */
  id: string
  /** The public id of the station. */
  station: string
  /** The charge by which its owner knows the station; with it goes the contribution. */
  session: string
  state: Standing
  at: number
  decidedAt: number | null
} & ({ kind: 'photo'; about: Sides } | { kind: 'facts'; about: StationFacts })

/** How many an owner may have waiting: the operator is one person. */
export const MOST_WAITING = 20
