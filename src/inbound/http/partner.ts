/** A partner on the wire: what it wishes of its pushes, and how they fare. */
import { z } from 'zod'
import { isOpen } from '../../domain/partners/breaker.ts'
import { unasked, Wishes, wishFields } from '../../domain/partners/wishes.ts'
import { link, rfc3339 } from '../../domain/text.ts'
import type { PushState } from '../../flows/service.ts'

/** What is left out stays as it is; null takes a wish back. */
export const PushWish = z
  .strictObject({
    url: link(2000).nullable().optional().meta({ example: 'https://partner.example/hook' }),
    enabled: z.boolean().optional(),
    ...wishFields,
  })
  .meta({ id: 'PushWish' })

export const PartnerView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    license: z.string(),
    push: z.strictObject({
      url: z.string().nullable(),
      enabled: z.boolean(),
      state: z.enum(['none', 'unproven', 'proven', 'gone', 'disabled']),
      ...Wishes.shape,
      allowedRate: z
        .number()
        .nullable()
        .meta({ description: 'WebHook-Allowed-Rate, as the endpoint answered to OPTIONS' }),
      publicKey: z.string().nullable().meta({ description: 'What v1a signatures are checked by' }),
      oldSecretUntil: z
        .string()
        .nullable()
        .meta({ description: 'Until when the secret before signs too' }),
      failures: z.number().int().meta({ description: 'In a row' }),
      failingSince: z.string().nullable(),
      nextTryAt: z.string().nullable(),
      breaker: z.enum(['closed', 'open']),
      deadLetters: z.number().int(),
      behind: z.number().int().meta({ description: 'States of the feed not pushed yet, at most' }),
      problem: z.string().nullable().meta({ description: 'What the partner must do first, if so' }),
    }),
    createdAt: z.string(),
  })
  .meta({ id: 'Partner' })

const NO_SECRET = 'no secret to sign with: get a new one, POST /v1/partners/me/push-secret'
const OFF =
  'pushes were switched off: mend the address, then PATCH /v1/partners/me {"push":{"enabled":true}}'

export function partnerView(state: PushState): z.infer<typeof PartnerView> {
  const { partner, lane, deadLetters, publicKey, behind } = state
  const { id, name, email, license, createdAt, pushUrl, pushEnabled, pushState } = partner
  const { tries, dueAt, failingSince, breaker, allowedRate } = lane
  const isOff = pushState === 'gone' || pushState === 'disabled'
  const push = {
    url: pushUrl,
    enabled: pushEnabled,
    state: pushState,
    ...unasked,
    ...partner.wishes,
    allowedRate,
    publicKey,
    oldSecretUntil: timeOf(partner.secrets?.old?.until),
    failures: tries,
    failingSince: timeOf(failingSince),
    nextTryAt: timeOf(dueAt),
    breaker: isOpen(breaker) ? ('open' as const) : ('closed' as const),
    deadLetters,
    behind,
    problem: partner.secrets === null ? NO_SECRET : isOff ? OFF : null,
  }
  return { id, name, email, license, push, createdAt: rfc3339(createdAt) }
}

function timeOf(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : rfc3339(at)
}
