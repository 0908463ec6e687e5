/** The partner who is signed in, as his pages are given him. */
import type { Watched } from './watch.ts'
import type { Partner } from './wire.ts'

/** Where the server tells of him. */
export const ME = '/v1/partners/me'

/** What every page is given: the partner, how to know him anew, and the last part of the address. */
export type PageProps = { partner: Partner; me: Watched<Partner>; id: string }
