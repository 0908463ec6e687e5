/** Tags as the operator registers them. */
import { tagKey } from '../../../domain/chargers/tokens/authorise.ts'
import type { IdToken, TokenStatus } from '../../../domain/chargers/tokens/token.ts'
import type { World } from '../../ports.ts'
import { found, invalid } from '../../refusal.ts'
import type { Page, Tables } from '../../tables.ts'
import { tokensChanged } from './locallist.ts'

type Needs = Pick<World, 'store' | 'clock' | 'ids'>

/** A token with its owner's e-mail address in place of his key. */
export type ListedToken = Omit<IdToken, 'owner'> & { owner: string | null }

/** What is left out stays as it is; `owner` is the e-mail address of an account here. */
export type TokenWish = {
  status: TokenStatus
  type?: string | null | undefined
  parent?: string | null | undefined
  expiresAt?: number | null | undefined
  owner?: string | null | undefined
}

/** Tags by the alphabet; `unknown`: those that came along and nobody has registered, or the others. */
export function listTokens({ store }: Needs) {
  return async (
    page: Page,
    sieve: { unknown?: boolean | undefined } = {},
  ): Promise<ListedToken[]> => {
    const tokens = await store.read.idTokens.all(page, sieve)
    return Promise.all(tokens.map((token) => listed(store.read, token)))
  }
}

export function showToken({ store }: Needs) {
  return async (idTag: string): Promise<ListedToken> => {
    const token = found(await store.read.idTokens.get(tagKey(idTag)), 'identifier')
    return listed(store.read, token)
  }
}

/** Registers a tag, or changes what is registered; chargers with a local list are told. */
export function putToken({ store, clock, ids }: Needs) {
  return async (idTag: string, wish: TokenWish): Promise<{ token: ListedToken; isNew: boolean }> =>
    store.write(async (tables) => {
      const before = await tables.idTokens.get(tagKey(idTag))
      const owner = await ownerOf(tables, wish.owner)
      const token = tokenOf(idTag, { ...wish, owner }, before, clock())
      await tables.idTokens.put(token)
      await tokensChanged(tables, ids)
      const isNew = before === null || before.isUnknown
      return { token: await listed(tables, token), isNew }
    })
}

export function removeToken({ store, ids }: Needs) {
  return (idTag: string): Promise<void> =>
    store.write(async (tables) => {
      found(await tables.idTokens.get(tagKey(idTag)), 'identifier')
      await tables.idTokens.remove(tagKey(idTag))
      await tokensChanged(tables, ids)
    })
}

function tokenOf(
  idTag: string,
  { status, type, parent, expiresAt, owner }: TokenWish,
  before: IdToken | null,
  now: number,
): IdToken {
  const kept = <T>(wished: T | undefined, known: T | undefined, none: T) =>
    wished === undefined ? (known ?? none) : wished
  return {
    id: tagKey(idTag),
    label: before?.label ?? idTag.trim(),
    type: kept(type, before?.type, null),
    status,
    parent: kept(parent, before?.parent, null),
    expiresAt: kept(expiresAt, before?.expiresAt, null),
    owner: kept(owner, before?.owner, null),
    isUnknown: false,
    seenAt: before?.seenAt ?? null,
    seenOn: before?.seenOn ?? null,
    createdAt: before?.createdAt ?? now,
  }
}

/** Whose e-mail address it is, by his key. */
export async function ownerOf(
  tables: Tables,
  email: string | null | undefined,
): Promise<string | null | undefined> {
  if (email === null || email === undefined) return email
  const owner = await tables.owners.byEmail(email.toLowerCase())
  if (!owner) throw invalid('/owner', 'owner', 'must be the e-mail address of an account here')
  return owner.id
}

async function listed(tables: Tables, { owner, ...token }: IdToken): Promise<ListedToken> {
  const account = owner === null ? null : await tables.owners.get(owner)
  return { ...token, owner: account?.email ?? null }
}
