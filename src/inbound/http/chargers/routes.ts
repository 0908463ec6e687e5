/** All that the operator asks and does about chargers. */
import type { Service } from '../../../flows/service.ts'
import type { AnyRoute } from '../route.ts'
import { actionRoutes } from './actions.ts'
import { certificateRoutes } from './certificates.ts'
import { chargerRoutes } from './chargers.ts'
import { commandRoutes } from './commands.ts'
import { driverRoutes } from './driver.ts'
import { deskLiveRoutes } from './live.ts'
import { localListRoutes } from './locallist.ts'
import { knockRoutes } from './knocks.ts'
import { messageRoutes } from './messages.ts'
import { monthRoutes } from './month.ts'
import { reportRoutes } from './reports.ts'
import { toldRoutes } from './told.ts'
import { tokenRoutes } from './tokens.ts'
import { transactionRoutes } from './transactions.ts'

/** The routes about chargers; `closing` ends those that stay open. */
export function chargingRoutes(service: Service, closing: AbortSignal): AnyRoute[] {
  return [
    ...chargerRoutes(service),
    ...certificateRoutes(service),
    ...commandRoutes(service),
    ...knockRoutes(service),
    ...toldRoutes(service),
    ...driverRoutes(service),
    ...tokenRoutes(service),
    ...localListRoutes(service),
    ...actionRoutes(),
    ...transactionRoutes(service),
    ...messageRoutes(service),
    ...reportRoutes(service),
    ...monthRoutes(service),
    ...deskLiveRoutes(service, closing),
  ]
}
