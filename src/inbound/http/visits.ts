/** How partners and the operator sign in to their pages: their token becomes a cookie no script can read. */
import { z } from 'zod'
import type { Service } from '../../flows/service.ts'
import { COOKIES, cookie } from './cookies.ts'
import { Problem } from './problem.ts'
import { type AnyRoute, route } from './route.ts'

const TokenShown = z.strictObject({ token: z.string().min(1).max(200) }).meta({ id: 'TokenShown' })

/** The routes that sign partners and the operator in and out of their pages. */
export function visitRoutes(service: Service, cookieDays: number): AnyRoute[] {
  const partner = (token: string) => service.partnerOf(token)
  return [
    ...doors('partner', '/v1/partners/sessions', 'Partners', cookieDays, partner),
    ...doors('operator', '/v1/operator/sessions', 'Operator', cookieDays, service.operatorBy),
  ]
}

type Visitor = 'partner' | 'operator'

function doors(
  who: Visitor,
  path: string,
  tag: string,
  days: number,
  prove: (token: string) => unknown,
): AnyRoute[] {
  return [
    route({
      method: 'post',
      path,
      tag,
      summary: `Sign the ${who} in to the pages: sets their cookie`,
      auth: 'anyone',
      limit: 'visit',
      body: TokenShown,
      answers: { 204: { description: 'Signed in' } },
      handle: async ({ body: { token } }) => {
        // What is no token of ours could end the cookie and begin something else.
        if (!/^cs[ap]_[\w-]+$/.test(token)) throw new Problem(401, 'no or wrong credential')
        await prove(token)
        return { status: 204, headers: cookies(who, token, days * 86_400) }
      },
    }),
    route({
      method: 'delete',
      path: `${path}/current`,
      tag,
      summary: `Sign the ${who} out of the pages`,
      auth: 'anyone',
      answers: { 204: { description: 'Signed out' } },
      handle: () => ({ status: 204, headers: cookies(who, '', 0) }),
    }),
  ]
}

/** Beside the token, out of reach of scripts, a word for them: whether it is worth asking who is here. */
function cookies(who: Visitor, token: string, seconds: number): Record<string, string[]> {
  const word = `${who}-in=1; Path=/; Max-Age=${seconds}; Secure; SameSite=Lax`
  return { 'set-cookie': [cookie(COOKIES[who], token, seconds), word] }
}
