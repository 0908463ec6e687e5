/** Where everything about one charger is found. */
import { z } from 'zod'
import { Identity } from '../../../domain/chargers/charger.ts'

/** The parameters of `/v1/chargers/{identity}/…`. */
export const AtCharger = z.object({ identity: Identity })
