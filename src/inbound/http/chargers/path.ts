/** Where everything about one charger is found. */
import { z } from 'zod'
import { Identity } from '../../../domain/chargers/charger.ts'

/** The parameters of `/v1/chargers/{identity}/…`. */
export const AtCharger = z.object({ identity: Identity })

/** How a route says no that is about one charger, for the API document. */
export const NO_CHARGER = { 404: 'There is no such charger' }
