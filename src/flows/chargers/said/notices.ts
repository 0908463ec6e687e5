/** What chargers tell and nobody decides about: it is kept for the operator to read. */
import type { ChargerCall, OcppAnswer, Payload } from '../../../domain/chargers/ocpp.ts'
import { type EventKind, type Handler, type Handlers, tellEvent } from './handler.ts'

/** Keeps it as an event of this kind and answers with nothing, or with what `answer` makes. */
function kept(kind: EventKind, answer: (call: ChargerCall) => Payload = () => ({})): Handler {
  return async (call, around): Promise<OcppAnswer> => {
    await tellEvent(around, kind, { action: call.action, ...call.payload }, evseIn(call.payload))
    return { result: answer(call) }
  }
}

/** 0: the charger as a whole. */
function evseIn({ evseId, connectorId }: Payload): number {
  if (typeof evseId === 'number') return evseId
  return typeof connectorId === 'number' ? connectorId : 0
}

/** The security extension of 1.6 among them (OCPP 1.6 Security Whitepaper, edition 3). */
export const notices16: Handlers = {
  DiagnosticsStatusNotification: kept('diagnostics'),
  FirmwareStatusNotification: kept('firmware'),
  SignedFirmwareStatusNotification: kept('firmware'),
  LogStatusNotification: kept('log'),
  SecurityEventNotification: kept('security'),
}

export const notices2: Handlers = {
  FirmwareStatusNotification: kept('firmware'),
  PublishFirmwareStatusNotification: kept('firmware'),
  LogStatusNotification: kept('log'),
  SecurityEventNotification: kept('security'),
  NotifyChargingLimit: kept('limit'),
  ClearedChargingLimit: kept('limit'),
  ReportChargingProfiles: kept('profiles'),
  // No schedule of ours follows: the car goes by what the charger allows (2.0.1, K15).
  NotifyEVChargingNeeds: kept('needs', ({ version }) => ({
    status: version === '2.1' ? 'NoChargingProfile' : 'Rejected',
  })),
  NotifyEVChargingSchedule: kept('schedule', () => ({ status: 'Accepted' })),
  ReservationStatusUpdate: kept('reservation'),
  NotifyDisplayMessages: kept('display'),
  NotifyCustomerInformation: kept('customer'),
}

/** What 2.1 adds. What would need an answer that this server cannot give is refused in its words. */
export const notices21: Handlers = {
  BatterySwap: kept('battery'),
  NotifyDERAlarm: kept('grid'),
  NotifyDERStartStop: kept('grid'),
  ReportDERControl: kept('grid'),
  NotifyPriorityCharging: kept('priority'),
  NotifySettlement: kept('payment'),
  VatNumberValidation: kept('payment', ({ payload: { vatNumber, evseId } }) => ({
    status: 'Rejected',
    vatNumber,
    ...(evseId !== undefined && { evseId }),
  })),
  PullDynamicScheduleUpdate: kept('schedule', () => ({ status: 'Rejected' })),
  OpenPeriodicEventStream: kept('stream', () => ({ status: 'Rejected' })),
  ClosePeriodicEventStream: kept('stream'),
  // A send: what is answered goes nowhere. Streams are refused above, so that it is told in vain.
  NotifyPeriodicEventStream: () => Promise.resolve({ result: {} }),
}
