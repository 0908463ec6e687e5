/** The cookies by which our own pages call: one for each kind of visitor, so that one person can be all. */
import type { Request } from 'express'
import type { Auth } from './route.ts'

/** The cookie's name for who may come with one. */
export const COOKIES = {
  owner: 'session',
  answerer: 'session',
  partner: 'partner',
  operator: 'operator',
} as const satisfies Partial<Record<Auth, string>>

/** Who reads what partners, owners and the operator may see comes with the cookie of any of them. */
export const READERS = [COOKIES.partner, COOKIES.owner, COOKIES.operator]

/** The value of a cookie; empty where there is none. */
export function cookieOf(req: Request, name: string): string {
  const pair = (req.headers.cookie ?? '').split(/;\s*/).find((one) => one.startsWith(`${name}=`))
  return pair?.slice(name.length + 1) ?? ''
}

/** What sets a cookie for so many seconds; none take it away. */
export function cookie(name: string, token: string, seconds: number): string {
  return `${name}=${token}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Lax`
}
