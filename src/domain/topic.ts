/** What an owner's pages show: the things whose changes are told to them while they are open. */
import { z } from 'zod'

export const Topic = z.enum([
  'questions',
  'charges',
  'vehicles',
  'locations',
  'owner',
  'devices',
  'chargings',
])
export type Topic = z.infer<typeof Topic>

/** The same for the operator's pages. */
export const DeskTopic = z.enum([
  'chargers',
  'transactions',
  'messages',
  'tokens',
  'commands',
  'partners',
  'contributions',
])
export type DeskTopic = z.infer<typeof DeskTopic>
