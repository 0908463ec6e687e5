/** What an owner's pages show: the things whose changes are told to them while they are open. */
import { z } from 'zod'

export const Topic = z.enum(['questions', 'charges', 'vehicles', 'locations', 'owner', 'devices'])
export type Topic = z.infer<typeof Topic>
