/** The first lines of OVMS v2: who calls, for which vehicle, and the proof that he may. */
import { randomBytes } from 'node:crypto'
import { isProof, proofOf, type Streams, streamsOf } from './cipher.ts'

/** C: a car, A: an app that a person holds, B: a client that comes and goes, S: another server. */
export type Caller = 'C' | 'A' | 'B' | 'S'

/** Scheme 0 proves the vehicle's password without telling it. */
export type Hello = {
  scheme: '0'
  caller: Caller
  token: string
  digest: string
  vehicleId: string
}

/** Scheme 1 tells the owner's password, for connections over TLS; `*`: any vehicle of his. */
export type PlainHello = {
  scheme: '1'
  caller: Caller
  owner: string
  password: string
  vehicleId: string
}

/** A module asks for its settings. */
export type Provision = { scheme: 'AP' }

const PROVEN = /^MP-([CABS]) 0 (\S+) (\S+) (\S+)/
// The password may have blanks.
const PLAIN = /^MP-([CABS]) 1 (\S+) (.+) (\S+)$/
const PROVISION = /^AP-C 0 \S/

/** null where it is no hello at all. */
export function readHello(line: string): Hello | PlainHello | Provision | null {
  const proven = PROVEN.exec(line)
  if (proven) {
    const [, caller, token, digest, vehicleId] = proven as unknown as [string, Caller, ...Words]
    return { scheme: '0', caller, token, digest, vehicleId }
  }
  const plain = PLAIN.exec(line)
  if (plain) {
    const [, caller, owner, password, vehicleId] = plain as unknown as [string, Caller, ...Words]
    return { scheme: '1', caller, owner, password, vehicleId }
  }
  return PROVISION.test(line) ? { scheme: 'AP' } : null
}
type Words = [string, string, string]

/** 22 characters of A-Za-z0-9+/ that nobody can guess. */
export function newToken(): string {
  return randomBytes(18).toString('base64').slice(0, 22)
}

/** What a proven hello is answered by, and how the lines after it are hidden. */
export type Agreed = { welcome: string; streams: Streams }

/** What the vehicle's password makes of a hello; null where it was not made with that password. */
export function agreed(hello: Hello, makeToken: () => string, password: string): Agreed | null {
  if (!isProof(password, hello.token, hello.digest)) return null
  // A client that hears its own token again takes the server for somebody who plays it back.
  let token = makeToken()
  while (token === hello.token) token = newToken()
  return {
    welcome: `MP-S 0 ${token} ${proofOf(password, token).toString('base64')}`,
    streams: streamsOf(password, token, hello.token),
  }
}
