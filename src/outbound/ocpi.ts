/** Calls to partners' OCPI servers, and their answers out of whatever they are wrapped in. */
import { randomUUID } from 'node:crypto'
import { unwrapped } from '../domain/ocpi/read.ts'
import { authorization } from '../domain/ocpi/token.ts'
import type { Ocpi, OcpiAnswer, OcpiCall } from '../flows/ports.ts'
import type { Guard } from './guard.ts'
import type { Request } from './request.ts'

/** Enough for any description of a version. */
const ANSWER_BYTES = 256 * 1024

export function openOcpi({ request, guard }: { request: Request; guard: Guard }): Ocpi {
  return {
    ask: async (call) => {
      const { method, url, body } = call
      const sent = body && { body: JSON.stringify(body) }
      const headers = { ...headersOf(call), ...(body && { 'content-type': 'application/json' }) }
      const options = { method, headers, answerBytes: ANSWER_BYTES, ...sent }
      const { status, error, body: text } = await request.send(url, options)
      return { status, error, ...read(text) }
    },
    refusal: guard.refusal,
  }
}

/** Each call is a correlation of its own: nothing that came in is passed on (section 4.1.4). */
function headersOf({ route, ...shown }: OcpiCall): Record<string, string> {
  return {
    authorization: authorization(shown),
    accept: 'application/json',
    'x-request-id': randomUUID(),
    'x-correlation-id': randomUUID(),
    ...(route && {
      'ocpi-from-country-code': route.from.countryCode,
      'ocpi-from-party-id': route.from.partyId,
    }),
    ...(route?.to && {
      'ocpi-to-country-code': route.to.countryCode,
      'ocpi-to-party-id': route.to.partyId,
    }),
  }
}

/** An empty answer is one; what is no JSON says nothing, and its status must speak for it. */
function read(text: string): Pick<OcpiAnswer, 'code' | 'message' | 'data'> {
  try {
    return unwrapped(JSON.parse(text))
  } catch {
    return { code: null, message: null, data: undefined }
  }
}
