/** What owners call about the mails they asked for: proving an address, and a forgotten password. */
import { z } from 'zod'
import { line } from '../../domain/text.ts'
import type { Service } from '../../flows/service.ts'
import { newPassword } from './profile.ts'
import { type AnyRoute, route } from './route.ts'

const token = z
  .string()
  .max(1000)
  .meta({ description: 'From behind the # of the link in the mail' })
const Address = z.strictObject({ email: line(254).meta({ example: 'jimbo@example.org' }) })

/** The routes behind the links in mails: only a POST acts, looking at a link does nothing. */
export function proofRoutes(service: Service): AnyRoute[] {
  return [...addressRoutes(service), ...passwordRoutes(service)]
}

function addressRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'post',
      path: '/v1/owners/me/confirmation',
      tag: 'Owners',
      summary: 'Have a mail sent that proves the address; nothing is asked there before',
      auth: 'owner',
      limit: 'trial',
      answers: { 202: { description: 'It is on its way, or no more needed' } },
      handle: async ({ caller }) => {
        await service.askProof(caller)
        return { status: 202 }
      },
    }),
    route({
      method: 'post',
      path: '/v1/owners/confirm',
      tag: 'Owners',
      summary: 'Confirm an address by the token of that mail, valid for a day',
      auth: 'anyone',
      body: z.strictObject({ token }),
      answers: { 204: { description: 'Confirmed' } },
      handle: async ({ body }) => {
        await service.confirmAddress(body.token)
        return { status: 204 }
      },
    }),
  ]
}

function passwordRoutes(service: Service): AnyRoute[] {
  return [
    route({
      method: 'post',
      path: '/v1/sessions/forgotten',
      tag: 'Owners',
      summary:
        'Have a mail sent that leads to a new password; whether anybody is known is not told',
      auth: 'anyone',
      limit: 'forgotten',
      body: Address,
      answers: { 202: { description: 'If there is such an account, a mail is on its way' } },
      handle: async ({ body }) => {
        await service.forgotPassword(body.email)
        return { status: 202 }
      },
    }),
    route({
      method: 'post',
      path: '/v1/owners/password',
      tag: 'Owners',
      summary:
        'A new password by the token of that mail, once and within an hour; ends all sign-ins',
      auth: 'anyone',
      limit: 'signUp',
      body: z.strictObject({ token, password: newPassword }),
      answers: { 204: { description: 'The password is changed' } },
      handle: async ({ body }) => {
        await service.replacePassword(body.token, body.password)
        return { status: 204 }
      },
    }),
  ]
}
