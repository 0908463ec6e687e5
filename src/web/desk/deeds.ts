/** What a charger may be told, grouped by what it is for, and small forms for what is told often. */
import { type Payload, speaks16 } from './command.ts'
import type { Version } from './wire.ts'

export const GROUPS = ['charging', 'power', 'care', 'settings', 'tags', 'service', 'other'] as const
export type Group = (typeof GROUPS)[number]

const GROUP_OF: Record<Exclude<Group, 'other'>, string[]> = {
  charging: [
    ...['RemoteStartTransaction', 'RemoteStopTransaction', 'RequestStartTransaction'],
    ...['RequestStopTransaction', 'UnlockConnector', 'ReserveNow', 'CancelReservation'],
    'GetTransactionStatus',
  ],
  power: [
    ...['SetChargingProfile', 'ClearChargingProfile', 'GetCompositeSchedule'],
    'GetChargingProfiles',
  ],
  care: ['Reset', 'ChangeAvailability', 'TriggerMessage', 'ExtendedTriggerMessage', 'ClearCache'],
  settings: [
    ...['GetConfiguration', 'ChangeConfiguration', 'GetVariables', 'SetVariables'],
    ...['GetBaseReport', 'GetReport', 'SetMonitoringBase', 'SetVariableMonitoring'],
  ],
  tags: ['SendLocalList', 'GetLocalListVersion', 'CustomerInformation'],
  service: [
    ...['GetDiagnostics', 'GetLog', 'UpdateFirmware', 'SignedUpdateFirmware', 'DataTransfer'],
    ...['SetDisplayMessage', 'GetDisplayMessages', 'ClearDisplayMessage', 'CostUpdated'],
    ...['CertificateSigned', 'InstallCertificate', 'DeleteCertificate', 'PublishFirmware'],
  ],
}

export function groupOf(action: string): Group {
  return GROUPS.find((one) => one !== 'other' && GROUP_OF[one].includes(action)) ?? 'other'
}

/** One field of a small form; `choices`: one of these, else text or a number. */
export type Blank = {
  name: BlankName
  kind?: 'number'
  choices?: string[]
  optional?: boolean
}
type BlankName =
  | 'idTag'
  | 'tagType'
  | 'connector'
  | 'transaction'
  | 'kind'
  | 'availability'
  | 'message'
  | 'key'
  | 'component'
  | 'value'

/** What was typed; nothing for what was left empty. */
export type Typed = Partial<Record<BlankName, string>>
type Deed = { blanks: Blank[]; payload: (typed: Typed) => Payload }

const connector: Blank = { name: 'connector', kind: 'number', optional: true }
const MESSAGES = ['StatusNotification', 'MeterValues', 'Heartbeat', 'BootNotification']
const TYPES = ['ISO14443', 'ISO15693', 'Central', 'eMAID', 'KeyCode', 'Local', 'MacAddress']

/** Leaves out what was left empty. */
function told(payload: Payload): Payload {
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined))
}

const num = (text: string | undefined) => (text === undefined ? undefined : Number(text))
const evse = (text: string | undefined) => (text === undefined ? undefined : { id: Number(text) })

const BOTH: Record<string, Deed> = {
  ClearCache: { blanks: [], payload: () => ({}) },
  GetLocalListVersion: { blanks: [], payload: () => ({}) },
}

const DEEDS16: Record<string, Deed> = {
  ...BOTH,
  RemoteStartTransaction: {
    blanks: [{ name: 'idTag' }, connector],
    payload: ({ idTag, connector }) => told({ idTag, connectorId: num(connector) }),
  },
  RemoteStopTransaction: {
    blanks: [{ name: 'transaction', kind: 'number' }],
    payload: ({ transaction }) => ({ transactionId: num(transaction) }),
  },
  UnlockConnector: {
    blanks: [{ ...connector, optional: false }],
    payload: ({ connector }) => ({ connectorId: num(connector) }),
  },
  Reset: {
    blanks: [{ name: 'kind', choices: ['Soft', 'Hard'] }],
    payload: ({ kind }) => ({ type: kind }),
  },
  ChangeAvailability: {
    blanks: [{ name: 'availability', choices: ['Operative', 'Inoperative'] }, connector],
    payload: ({ availability, connector }) => ({
      connectorId: num(connector) ?? 0,
      type: availability,
    }),
  },
  TriggerMessage: {
    blanks: [
      { name: 'message', choices: [...MESSAGES, 'DiagnosticsStatusNotification'] },
      connector,
    ],
    payload: ({ message, connector }) =>
      told({ requestedMessage: message, connectorId: num(connector) }),
  },
  GetConfiguration: {
    blanks: [{ name: 'key', optional: true }],
    payload: ({ key }) => told({ key: key?.split(/[\s,]+/) }),
  },
  ChangeConfiguration: {
    blanks: [{ name: 'key' }, { name: 'value' }],
    payload: ({ key, value }) => ({ key, value: value ?? '' }),
  },
}

const DEEDS2: Record<string, Deed> = {
  ...BOTH,
  RequestStartTransaction: {
    blanks: [{ name: 'idTag' }, { name: 'tagType', choices: TYPES }, connector],
    payload: ({ idTag, tagType, connector }) =>
      told({
        idToken: { idToken: idTag, type: tagType },
        remoteStartId: Math.floor(Math.random() * 2 ** 31),
        evseId: num(connector),
      }),
  },
  RequestStopTransaction: {
    blanks: [{ name: 'transaction' }],
    payload: ({ transaction }) => ({ transactionId: transaction }),
  },
  UnlockConnector: {
    blanks: [{ ...connector, optional: false }],
    payload: ({ connector }) => ({ evseId: num(connector), connectorId: 1 }),
  },
  Reset: {
    blanks: [{ name: 'kind', choices: ['OnIdle', 'Immediate'] }],
    payload: ({ kind }) => ({ type: kind }),
  },
  ChangeAvailability: {
    blanks: [{ name: 'availability', choices: ['Operative', 'Inoperative'] }, connector],
    payload: ({ availability, connector }) =>
      told({ operationalStatus: availability, evse: evse(connector) }),
  },
  TriggerMessage: {
    blanks: [{ name: 'message', choices: [...MESSAGES, 'TransactionEvent'] }, connector],
    payload: ({ message, connector }) => told({ requestedMessage: message, evse: evse(connector) }),
  },
  GetVariables: {
    blanks: [{ name: 'component' }, { name: 'key' }],
    payload: ({ component, key }) => ({
      getVariableData: [{ component: { name: component }, variable: { name: key } }],
    }),
  },
  SetVariables: {
    blanks: [{ name: 'component' }, { name: 'key' }, { name: 'value' }],
    payload: ({ component, key, value }) => ({
      setVariableData: [
        { component: { name: component }, variable: { name: key }, attributeValue: value ?? '' },
      ],
    }),
  },
}

/** The small form of an action; undefined where its payload is written as JSON. */
export function deedOf(action: string, version: Version | null): Deed | undefined {
  return (speaks16(version) ? DEEDS16 : DEEDS2)[action]
}
