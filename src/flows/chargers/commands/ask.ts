/** What chargers are asked by themselves as they start or come back: nobody knows what they are now. */
import type { Charger } from '../../../domain/chargers/charger.ts'
import type { ChargerCall, OcppVersion, Payload } from '../../../domain/chargers/ocpp.ts'
import { type Around, keepCharger } from '../said/handler.ts'
import { commandOf, STATE } from './row.ts'
import { survey } from './survey.ts'

/** A charger on a bad line comes back every minute. */
const AGAIN_MS = 600_000
/** Nobody waits for the answer: what it brings comes as a call of its own. */
const EXPIRES_MS = 300_000
/** 2.x is asked for each connector by itself; more than so many are not at one charger. */
const MOST = 20

/** After a boot, and after the first call that shows that its charger goes on from before. */
export async function askBack({ version, action }: ChargerCall, around: Around): Promise<void> {
  const { tables, charger, now, world } = around
  if (action === 'BootNotification') return survey(around)
  if (!isDue(charger, now)) return
  await keepCharger(around, { askedAt: now })
  for (const payload of await questions(version, around)) {
    const asked = { charger: charger.id, action: 'TriggerMessage', payload, askedBy: STATE }
    await tables.commands.add(commandOf(asked, world.ids.next(), now, EXPIRES_MS))
  }
  await survey(around)
}

function isDue({ registration, connectedAt, bootedAt, askedAt }: Charger, now: number): boolean {
  if (registration !== 'accepted' || connectedAt === null) return false
  const isOver = (at: number | null) => at === null || at < connectedAt
  return isOver(bootedAt) && isOver(askedAt) && now - (askedAt ?? -Infinity) >= AGAIN_MS
}

/** Who it is comes first, where it has never booted here. */
async function questions(version: OcppVersion, around: Around): Promise<Payload[]> {
  const { charger, world } = around
  const isUnknown = charger.boot === null && world.policy.ocpp.asks
  const boot = { requestedMessage: 'BootNotification' }
  return [...(isUnknown ? [boot] : []), ...(await states(version, around))]
}

/** In 2.x a state is a connector's (2.0.1, F06.FR.12); 1.6 tells all of them when none is named. */
async function states(version: OcppVersion, { tables, charger }: Around): Promise<Payload[]> {
  const requestedMessage = 'StatusNotification'
  if (version === '1.6') return [{ requestedMessage }]
  const known = (await tables.chargers.connectors(charger.id)).filter(({ evse }) => evse > 0)
  const asked = known.length > 0 ? known : [{ evse: 1, connector: 1 }]
  return asked.slice(0, MOST).map(({ evse, connector }) => ({
    requestedMessage,
    evse: { id: evse, connectorId: Math.max(1, connector) },
  }))
}
