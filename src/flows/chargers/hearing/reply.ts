/** What a call is answered: by whoever handles its action, if the charger may say it now. */
import { isOfTransaction, isSaid } from '../../../domain/chargers/wire/said.ts'
import { askable } from '../../../domain/chargers/commands/asked.ts'
import type { ChargerCall, ErrorCode, OcppAnswer } from '../../../domain/chargers/ocpp.ts'
import type { Around } from '../said/handler.ts'
import { handlerOf } from '../said/table.ts'

/** What a charger that waits to be let in may say after it was asked for it (2.0.1, B02.FR.02). */
const REPORTS = ['NotifyReport', 'NotifyMonitoringReport', 'NotifyCustomerInformation']
/** A trigger is answered within this time, or never. */
const TRIGGERED_MS = 300_000

/** Answers a call of a registered charger and keeps what it means. */
export async function reply(call: ChargerCall, around: Around): Promise<OcppAnswer> {
  const { version, action } = call
  const handler = handlerOf(version, action)
  if (!handler) return unhandled(call)
  if (await mayNot(call, around)) {
    return refused('SecurityError', 'this charger is not accepted yet')
  }
  return handler(call, around)
}

/** Not ours to answer, or nobody's. */
function unhandled({ version, action }: ChargerCall): OcppAnswer {
  const isKnown = isSaid(version, action) || askable(version).includes(action)
  return isKnown
    ? refused('NotSupported', `this server does not take ${action}`)
    : refused('NotImplemented', 'there is no such action')
}

function refused(code: ErrorCode, description: string): OcppAnswer {
  return { error: { code, description } }
}

/**
 * Whether its charger must be silent about it. A pending charger of 2.x says nothing that it was not
 * asked (2.0.1, B02.FR.09). 1.6 has the same rule and no way to keep what it refuses: there it is
 * taken, and of a rejected charger only what is told of money and energy.
 */
async function mayNot(call: ChargerCall, around: Around): Promise<boolean> {
  const { registration } = around.charger
  const { version, action } = call
  if (registration === 'accepted' || action === 'BootNotification') return false
  if (version === '1.6') return registration === 'rejected' && !isOfTransaction(action)
  return registration === 'rejected' || !(await wasAsked(action, around))
}

async function wasAsked(action: string, { tables, charger, now }: Around): Promise<boolean> {
  if (REPORTS.includes(action)) return true
  const last = await tables.commands.of(charger.id, { after: null, limit: 20 })
  return last.some(
    ({ at, payload }) => now - at < TRIGGERED_MS && payload['requestedMessage'] === action,
  )
}
