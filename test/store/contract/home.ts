/** What every promise of the contract is tried on. */
import type { Store } from '../../../src/flows/ports.ts'
import type { Engine } from '../../../src/store/driver.ts'
import type { Where } from '../../../src/store/open.ts'

/** A store that is filled by all tests of a run; each makes its own owners and looks at those. */
export type Home = {
  store: Store
  /** The same database without the store: its bare rows. */
  below: Engine
  /** Another, empty database on the same engine. */
  fresh: () => Promise<Where>
}
