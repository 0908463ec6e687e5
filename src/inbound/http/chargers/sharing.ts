/** How the sharing of a charger with other backends looks on the wire. */
import { z } from 'zod'
import { Identity } from '../../../domain/chargers/charger.ts'
import {
  Authorisation,
  UpstreamRole,
  UpstreamWishes,
} from '../../../domain/chargers/router/upstream.ts'
import type { Sharing } from '../../../flows/service.ts'
import { zoned, zonedOrNull } from '../views.ts'

const authorisation = Authorisation.meta({
  description:
    'Whose word counts when a driver wants to charge: ours, the primary’s, any yes, or any no',
})

/** What a charger may be registered and changed with. */
export const sharingFields = {
  authorisation: authorisation.optional(),
  upstreams: UpstreamWishes.optional().meta({
    description: 'All backends that share the charger; one that is not named is forgotten',
  }),
}

/** What a charger is shown with. */
export const sharingViews = {
  authorisation,
  upstreams: z.array(
    z.strictObject({
      name: z.string(),
      url: z.string(),
      identity: Identity.meta({ description: 'As whom the charger is known there' }),
      hasPassword: z.boolean(),
      role: UpstreamRole,
      mayCommand: z.union([z.boolean(), z.array(z.string())]),
      isConnected: z.boolean(),
      connectedAt: zoned.nullable(),
      problem: z.string().nullable().meta({ description: 'Why it is not connected' }),
      queued: z.number().int().meta({ description: 'Messages of transactions that wait for it' }),
      dropped: z.number().int().meta({
        description: 'Messages that found no room in its queue, or that it refused for good',
      }),
    }),
  ),
}

export function showSharing({ authorisation, upstreams }: Sharing) {
  return {
    authorisation,
    upstreams: upstreams.map(({ connectedAt, ...rest }) => ({
      ...rest,
      connectedAt: zonedOrNull(connectedAt),
    })),
  }
}
