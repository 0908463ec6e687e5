/** A charger tells what state its connectors are in, and what is wrong with them. */
import type { OCPP16, OCPP20, OCPP21 } from 'typed-ocpp'
import type { Connector } from '../../../domain/chargers/charger.ts'
import { timeOf } from '../../../domain/chargers/course/clock.ts'
import { maskedText } from '../../../domain/chargers/log/mask.ts'
import type { Payload } from '../../../domain/chargers/ocpp.ts'
import { connectorAfter, isOtherSkew, skewOf, type Told } from '../../../domain/chargers/state.ts'
import { keepTold } from '../log/variables.ts'
import { type Around, type Handler, keepCharger, tellEvent } from './handler.ts'

/** A charger that speaks of more connectors is not believed. */
const MOST = 256

export const statusNotification16: Handler = async ({ payload }, around) => {
  const told = payload as Partial<OCPP16.StatusNotificationRequest>
  const evse = told.connectorId ?? 0
  const hasError = told.errorCode !== undefined && told.errorCode !== 'NoError'
  await keepState(around, payload, {
    evse,
    connector: evse === 0 ? 0 : 1,
    status: told.status ?? 'Unavailable',
    error: hasError ? told.errorCode! : null,
    vendorError: told.vendorErrorCode ? maskedText(told.vendorErrorCode) : null,
    info: told.info ? maskedText(told.info) : null,
    at: timeOf(told.timestamp),
  })
  return { result: {} }
}

export const statusNotification2: Handler = async ({ payload }, around) => {
  const told = payload as Partial<OCPP20.StatusNotificationRequest>
  await keepState(around, payload, {
    evse: told.evseId ?? 0,
    connector: told.connectorId ?? 0,
    status: told.connectorStatus ?? 'Unavailable',
    at: timeOf(told.timestamp),
  })
  return { result: {} }
}

/** 2.1 tells states by it; both tell problems, and what its monitors have seen. */
export const notifyEvent: Handler = async ({ payload }, around) => {
  const { eventData = [] } = payload as Partial<OCPP21.NotifyEventRequest>
  for (const event of eventData) await keepHappening(around, event)
  const variables = eventData.map((event) => ({
    ...placeOf(event.component),
    variable: named(event.variable),
    attribute: 'Actual',
    value: event.actualValue,
    about: {},
    at: around.now,
  }))
  await keepTold(around, variables)
  return { result: {} }
}

type Happening = OCPP21.NotifyEventRequest['eventData'][number]

async function keepHappening(around: Around, event: Happening): Promise<void> {
  const { component, variable, actualValue, trigger, cleared } = event
  const place = placeOf(component)
  const at = timeOf(event.timestamp)
  if (variable.name === 'AvailabilityState' && component.name === 'Connector') {
    return keepState(around, event as unknown as Payload, { ...place, status: actualValue, at })
  }
  const isProblem = variable.name === 'Problem'
  if (isProblem && place.evse > 0) {
    const isOver = cleared === true || actualValue.toLowerCase() === 'false'
    await keepProblem(around, event, isOver)
  }
  if (isProblem || trigger === 'Alerting' || cleared !== undefined) {
    await tellEvent(around, 'alarm', event as unknown as Payload, place.evse)
  }
}

/** A problem of an EVSE is one of all its connectors. */
async function keepProblem(around: Around, event: Happening, isOver: boolean): Promise<void> {
  const { tables, charger, now } = around
  const { evse, connector } = placeOf(event.component)
  const known = (await tables.chargers.connectors(charger.id)).filter(
    (one) => one.evse === evse && (connector === 0 || one.connector === connector),
  )
  const error = isOver ? null : (event.techCode ?? 'Problem')
  const info = isOver || !event.techInfo ? null : maskedText(event.techInfo)
  for (const one of known) {
    const told: Told = { ...one, error, vendorError: null, info, at: timeOf(event.timestamp) }
    await tables.chargers.keepConnector(connectorAfter(charger.id, one, told, now).connector)
  }
}

async function keepState(around: Around, payload: Payload, told: Told): Promise<void> {
  const { tables, charger, now } = around
  const known = await tables.chargers.connectors(charger.id)
  const before = known.find((one) => isSame(one, told)) ?? null
  if (!before && known.length >= MOST) return
  const { connector, isNew } = connectorAfter(charger.id, before, told, now)
  await tables.chargers.keepConnector(connector)
  if (isNew) await tellEvent(around, 'status', payload, told.evse)
  const skewMs = skewOf({ at: told.at, isNew }, { now, connectedAt: charger.connectedAt })
  if (skewMs !== null && isOtherSkew(charger.skewMs, skewMs)) await keepCharger(around, { skewMs })
}

function isSame(one: Connector, { evse, connector }: Told): boolean {
  return one.evse === evse && one.connector === connector
}

type Component = Happening['component']

/** Where it is: 0 is the charger as a whole, or the EVSE. */
export function placeOf({ name, instance, evse }: Component) {
  const component = instance === undefined ? name : `${name}[${instance}]`
  return { component, evse: evse?.id ?? 0, connector: evse?.connectorId ?? 0 }
}

export function named({ name, instance }: { name: string; instance?: string }): string {
  return instance === undefined ? name : `${name}[${instance}]`
}
