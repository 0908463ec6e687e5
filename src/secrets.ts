/** The VAPID keys and the operator's token: made in the data folder on the first start, read after. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { Given } from './config.ts'
import { makeFolder, makeOnce, readPrivate, replace } from './files.ts'
import { Misset } from './settings.ts'

const VapidKeys = z.object({
  publicKey: z.string().regex(/^[\w-]{87}$/),
  privateKey: z.string().regex(/^[\w-]{43}$/),
})
/** Base64url, as RFC 8292 wants them. */
export type VapidKeys = z.infer<typeof VapidKeys>

export type Secrets = {
  vapid: VapidKeys
  operatorToken: string
  /** Made by this very start: the one time to show it. */
  isTokenNew: boolean
}

/** What is given wins over the files. Throws `Misset` where a secret is not usable. */
export function openSecrets(folder: string, given: Given, makeVapid: () => VapidKeys): Secrets {
  makeFolder(folder)
  return {
    vapid: openVapid(folder, makeVapid),
    // Last: a new token must not go unseen because a key is bad.
    ...openToken(folder, given),
  }
}

function openVapid(folder: string, makeVapid: () => VapidKeys): VapidKeys {
  const file = join(folder, 'vapid.json')
  makeOnce(file, () => JSON.stringify(makeVapid()))
  try {
    return VapidKeys.parse(JSON.parse(readPrivate(file)))
  } catch (error) {
    if (error instanceof Misset) throw error
    throw new Misset([`${file} must hold a publicKey and a privateKey in base64url`])
  }
}

function openToken(folder: string, { operatorToken }: Given) {
  if (operatorToken !== null) return { operatorToken, isTokenNew: false }
  const file = join(folder, 'operator.token')
  const isTokenNew = makeOnce(file, makeToken)
  const text = readPrivate(file)
  if (/^csa_[\w-]{43}$/.test(text)) return { operatorToken: text, isTokenNew }
  throw new Misset([`${file} must hold csa_ and 32 bytes in base64url`])
}

/** Puts a new operator token in the place of the old one; a server takes it at its next start. */
export function renewToken(folder: string, { operatorToken }: Given): string {
  if (operatorToken !== null) {
    throw new Misset(['CHARGESHARE_OPERATOR_TOKEN gives the operator token: change it there'])
  }
  makeFolder(folder)
  const token = makeToken()
  replace(join(folder, 'operator.token'), token)
  return token
}

function makeToken(): string {
  return `csa_${randomBytes(32).toString('base64url')}`
}
