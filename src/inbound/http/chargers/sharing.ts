/** How the sharing of a charger with other backends looks on the wire. */
import { z } from 'zod'
import { Identity } from '../../../domain/chargers/charger.ts'
import {
  Authorisation,
  UpstreamRole,
  UpstreamWishes,
} from '../../../domain/chargers/router/upstream.ts'
import { rfc3339 } from '../../../domain/text.ts'
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
      state: z.enum(['away', 'greeting', 'open']).meta({
        description: 'greeting: it is connected, and has not taken the charger’s boot',
      }),
      since: zoned.meta({ description: 'When that state began' }),
      connectedAt: zoned.nullable(),
      problem: z.string().nullable().meta({ description: 'Why it is not open' }),
      lastProblem: z.strictObject({ text: z.string(), at: zoned }).nullable().meta({
        description: 'What went wrong last, be it over',
      }),
      answers: z.number().int().meta({ description: 'Of its, that the charger was given' }),
      queued: z.number().int().meta({ description: 'Messages of transactions that wait for it' }),
      dropped: z.number().int().meta({
        description: 'Messages that found no room in its queue, or that it refused for good',
      }),
      deviations: z
        .array(
          z.strictObject({
            rule: z.string().meta({ example: 'bad-answer' }),
            count: z.number().int(),
            lastAt: zoned,
            last: z.string().meta({ description: 'What it was then, in a few words' }),
          }),
        )
        .meta({ description: 'What it says otherwise than OCPP wants' }),
    }),
  ),
}

export function showSharing({ authorisation, upstreams }: Sharing) {
  return {
    authorisation,
    upstreams: upstreams.map(({ since, connectedAt, failure, failedAt, deviations, ...rest }) => ({
      ...rest,
      since: rfc3339(since),
      connectedAt: zonedOrNull(connectedAt),
      lastProblem: failure === null ? null : { text: failure, at: rfc3339(failedAt ?? since) },
      deviations: deviations.map(({ at, ...one }) => ({ ...one, lastAt: rfc3339(at) })),
    })),
  }
}
