/** Two servers on one PostgreSQL, as an operator runs them who wants none of them to be missed. */
import type { Overrides } from '../src/furnish.ts'
import { openTestHouse, type TestHouse } from './house.ts'
import { engines } from './store/engines.ts'

export type Twins = { houses: [TestHouse, TestHouse]; close: () => Promise<void> }

/** Both have the same key and the same settings; without a timer, a test is their clock's hand. */
export async function openTwins(
  overrides: Overrides,
  env: Record<string, string> = {},
): Promise<Twins> {
  const ground = await engines.find(({ name }) => name === 'PostgreSQL')!.start()
  const where = await ground.fresh()
  const all = {
    CHARGESHARE_DATABASE_URL: 'url' in where ? where.url : '',
    CHARGESHARE_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    ...env,
  }
  const open = () => openTestHouse({ timer: false, ...overrides }, all)
  const houses: Twins['houses'] = [await open(), await open()]
  const close = async () => {
    for (const house of houses) await house.close()
    await ground.stop()
  }
  return { houses, close }
}
