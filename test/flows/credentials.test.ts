/** Owners' passwords that another server has hashed: when they are hashed anew, and when not. */
import { beforeEach, describe, expect, test } from 'vitest'
import { provingOwners } from '../../src/flows/credentials.ts'
import { type Store, Unavailable } from '../../src/flows/ports.ts'
import type { Owner } from '../../src/flows/tables.ts'
import { passwords } from '../../src/outbound/passwords.ts'
import { anOwner } from '../store/samples.ts'

const HASH = '$S$5FIcboyzv1ZD/OZDb4w/4HSlnsPlwbr/PWLWrHPWrJp8eXOQQaWJ'
const PASSWORD = 'DifficultPassword123'

let written: string[] = []
let fault: Error | null = null
/** A memory that keeps nothing but passwords. */
const store = {
  write: async (work: (tables: unknown) => Promise<void>) => {
    if (fault) throw fault
    const owners = { setPassword: async (_: string, hash: string) => void written.push(hash) }
    return work({ owners })
  },
} as unknown as Store

const prove = provingOwners({ store, passwords })
const ann = (passwordHash: string): Owner => anOwner({ passwordHash })

beforeEach(() => {
  written = []
  fault = null
})

describe('a password', () => {
  test('is hashed anew once it is known to be right, and never before', async () => {
    expect(await prove(ann(HASH), 'wrong')).toBeNull()
    expect(await prove(null, PASSWORD)).toBeNull()
    expect(written).toEqual([])

    const owner = await prove(ann(HASH), PASSWORD)
    expect(written).toEqual([owner?.passwordHash])
    expect(await prove(owner, PASSWORD)).toBe(owner)
    expect(written).toHaveLength(1)
  })

  test('opens also while nothing can be written; then it is hashed the next time', async () => {
    fault = new Unavailable('disk full')
    expect(await prove(ann(HASH), PASSWORD)).toMatchObject({ passwordHash: HASH })
    fault = new Error('a fault of ours')
    await expect(prove(ann(HASH), PASSWORD)).rejects.toThrow('a fault of ours')
  })
})
