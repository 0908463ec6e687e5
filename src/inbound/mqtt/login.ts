/** Who connects over MQTT: a module by its vehicle's secret, or an owner by his password or token. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { VehicleId } from '../../domain/sharing/vehicle.ts'
import { type Module, Refusal, type Service } from '../../flows/service.ts'

/** What a CONNECT says. */
export type Claim = { username: string; password: string; clientId: string }

/** Who was let in. */
export type Login = {
  /** One login, whatever client ids it uses: its sessions and connections are counted together. */
  holder: string
  /** The owner's world of topics: nothing is ever passed from one realm to another. */
  realm: string
  /** The second part of its topics, where it is bound to one. */
  account: string | null
  /** The vehicle it is bound to; null: it may speak for any vehicle of its owner. */
  module: Module | null
  /** The name by which its owner is known; null where it is bound to a vehicle. */
  email: string | null
  /** False once what was shown is no longer valid. */
  stands: () => Promise<boolean>
}

/** A user name as a person or a module may have; a database is not asked for anything else. */
const NAME = /^[^\p{Cc}]{1,320}$/u

/**
 * The module or owner that a claim proves; null where it proves nothing. A module is known by its
 * user name, or, where that is its owner's, by its client id. Rejects where that cannot be said now.
 */
export async function admitted(service: Service, claim: Claim): Promise<Login | null> {
  const { username, password, clientId } = claim
  if (password === '' || !NAME.test(username)) return null
  for (const id of new Set([username.toLowerCase(), clientId.toLowerCase()])) {
    const login = VehicleId.safeParse(id).success ? await asModule(service, id, claim) : null
    if (login) return login
  }
  return asOwner(service, claim)
}

async function asModule(service: Service, id: string, claim: Claim): Promise<Login | null> {
  const { username: account, password } = claim
  const proof = await service.proveModule(id, (secret) => isSame(secret, password) || null)
  const module = proof?.module ?? (await unlessRefused(service.moduleOf(id, password)))
  if (!module) return null
  // Where the key is lost that could open the secret, whose vehicle it is cannot be told here.
  const realm = proof?.vehicle.owner ?? `vehicle-${id}`
  return {
    holder: `vehicle ${id}`,
    realm,
    account,
    module,
    email: null,
    stands: () => service.stands(module),
  }
}

async function asOwner(service: Service, { username, password }: Claim): Promise<Login | null> {
  const owner = await unlessRefused(service.ownerBy(username, password))
  if (!owner) return null
  const { id, email } = owner
  const stands = async () => (await unlessRefused(service.ownerBy(username, password))) !== null
  return { holder: `owner ${id}`, realm: id, account: null, module: null, email, stands }
}

/** How long it takes says nothing about where they differ. */
function isSame(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(a), hash(b))
}

async function unlessRefused<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
