/** A charger reports its variables and monitors, many at a time and in several messages. */
import type { OCPP21 } from 'typed-ocpp'
import type { Payload } from '../../../domain/chargers/ocpp.ts'
import type { Variable } from '../ports.ts'
import { reported } from '../commands/survey.ts'
import { keepTold } from '../log/variables.ts'
import { type Handler, tellEvent } from './handler.ts'
import { named, placeOf } from './state.ts'

type Reported = NonNullable<OCPP21.NotifyReportRequest['reportData']>[number]
type Monitored = NonNullable<OCPP21.NotifyMonitoringReportRequest['monitor']>[number]

export const notifyReport: Handler = async ({ payload }, around) => {
  const { reportData = [] } = payload as Partial<OCPP21.NotifyReportRequest>
  await keepTold(
    around,
    reportData.flatMap((one) => variablesIn(one, around.now)),
  )
  await reported(around, payload)
  return { result: {} }
}

/** One for each attribute; what characterises it stands with each. */
function variablesIn(reported: Reported, at: number): Variable[] {
  const { component, variable, variableAttribute, variableCharacteristics = {} } = reported
  return variableAttribute.map(({ type = 'Actual', value, ...how }) => ({
    ...placeOf(component),
    variable: named(variable),
    attribute: type,
    value: value ?? null,
    about: { ...how, ...variableCharacteristics },
    at,
  }))
}

export const notifyMonitoringReport: Handler = async ({ payload }, around) => {
  const { monitor = [] } = payload as Partial<OCPP21.NotifyMonitoringReportRequest>
  await keepTold(
    around,
    monitor.flatMap((one) => monitorsIn(one, around.now)),
  )
  await tellEvent(around, 'monitoring', payload)
  return { result: {} }
}

/** A monitor is an attribute that is called by its number. */
function monitorsIn({ component, variable, variableMonitoring }: Monitored, at: number) {
  return variableMonitoring.map(({ id, value, ...how }) => ({
    ...placeOf(component),
    variable: named(variable),
    attribute: `Monitor ${id}`,
    value: String(value),
    about: how as Payload,
    at,
  }))
}
