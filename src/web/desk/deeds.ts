/** What a charger may be told: what is told every day, the rest in groups, and small forms for what is told often. */
import { speaks16 } from './command.ts'
import type { Payload } from './payload.ts'
import type { Version } from './wire.ts'

/** What hosts do every day, in the order of their buttons. */
const DAILY = [
  ...['RemoteStartTransaction', 'RequestStartTransaction'],
  ...['RemoteStopTransaction', 'RequestStopTransaction'],
  ...['UnlockConnector', 'Reset', 'ChangeAvailability', 'SetDisplayMessage'],
]

const GROUPS = ['settings', 'firmware', 'certificates', 'cards', 'power', 'rest'] as const
export type Group = (typeof GROUPS)[number]

/** In the order in which they are offered; what is in no group is among the rest. */
const GROUP_OF: Record<Exclude<Group, 'rest'>, string[]> = {
  settings: [
    ...['GetConfiguration', 'ChangeConfiguration', 'GetVariables', 'SetVariables'],
    ...['GetBaseReport', 'GetReport', 'SetNetworkProfile', 'SetVariableMonitoring'],
    ...[
      'ClearVariableMonitoring',
      'SetMonitoringBase',
      'SetMonitoringLevel',
      'GetMonitoringReport',
    ],
  ],
  firmware: [
    ...['GetDiagnostics', 'GetLog', 'UpdateFirmware', 'SignedUpdateFirmware'],
    ...['PublishFirmware', 'UnpublishFirmware'],
  ],
  certificates: [
    ...['GetInstalledCertificateIds', 'InstallCertificate', 'DeleteCertificate'],
    ...['CertificateSigned', 'GetCertificateChainStatus'],
  ],
  cards: ['SendLocalList', 'GetLocalListVersion', 'ClearCache', 'CustomerInformation'],
  power: [
    ...['SetChargingProfile', 'ClearChargingProfile', 'GetChargingProfiles'],
    ...['GetCompositeSchedule', 'UpdateDynamicSchedule', 'UsePriorityCharging'],
  ],
}

/** What is told every day, of what this charger can be told. */
export function dailyOf(actions: string[]): string[] {
  return DAILY.filter((one) => actions.includes(one))
}

/** All else by its group; a group without any is left out. */
export function groupsOf(actions: string[]): [Group, string[]][] {
  const rest = actions.filter((one) => !DAILY.includes(one))
  const named = Object.values(GROUP_OF).flat()
  const of = (group: Group) =>
    group === 'rest'
      ? rest.filter((one) => !named.includes(one))
      : GROUP_OF[group].filter((one) => rest.includes(one))
  return GROUPS.map((group): [Group, string[]] => [group, of(group)]).filter(
    ([, some]) => some.length > 0,
  )
}

/** One field of a small form; `choices`: one of these, else text or a number. */
export type Blank = {
  name: BlankName
  kind?: 'number'
  choices?: string[]
  optional?: boolean
  /** What is meant where it is left open; else the whole charger. */
  isAny?: boolean
}
type BlankName =
  | 'idTag'
  | 'tagType'
  | 'connector'
  | 'plug'
  | 'transaction'
  | 'kind'
  | 'availability'
  | 'message'
  | 'text'
  | 'key'
  | 'component'
  | 'value'

/** What was typed; nothing for what was left empty. */
export type Typed = Partial<Record<BlankName, string>>
export type Deed = { blanks: Blank[]; payload: (typed: Typed) => Payload }

const connector: Blank = { name: 'connector', kind: 'number', optional: true }
const anywhere: Blank = { ...connector, isAny: true }
/** One that must be named; in 2.x one of an EVSE, such as 1.2. */
const plug: Blank = { name: 'plug' }
const MESSAGES = ['StatusNotification', 'MeterValues', 'Heartbeat', 'BootNotification']
const TYPES = ['ISO14443', 'ISO15693', 'Central', 'eMAID', 'KeyCode', 'Local', 'MacAddress']

/** Leaves out what was left empty. */
function told(payload: Payload): Payload {
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined))
}

const num = (text: string | undefined) => (text === undefined ? undefined : Number(text))
const evse = (text: string | undefined) => (text === undefined ? undefined : { id: Number(text) })
const aNumber = () => Math.floor(Math.random() * 2 ** 31)

const BOTH: Record<string, Deed> = {
  ClearCache: { blanks: [], payload: () => ({}) },
  GetLocalListVersion: { blanks: [], payload: () => ({}) },
}

const DEEDS16: Record<string, Deed> = {
  ...BOTH,
  RemoteStartTransaction: {
    blanks: [{ name: 'idTag' }, anywhere],
    payload: ({ idTag, connector }) => told({ idTag, connectorId: num(connector) }),
  },
  RemoteStopTransaction: {
    blanks: [{ name: 'transaction', kind: 'number' }],
    payload: ({ transaction }) => ({ transactionId: num(transaction) }),
  },
  UnlockConnector: {
    blanks: [plug],
    payload: ({ plug }) => ({ connectorId: num(plug) }),
  },
  Reset: {
    blanks: [{ name: 'kind', choices: ['Soft', 'Hard'] }],
    payload: ({ kind }) => ({ type: kind }),
  },
  ChangeAvailability: {
    blanks: [{ name: 'availability', choices: ['Inoperative', 'Operative'] }, connector],
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
    blanks: [{ name: 'idTag' }, { name: 'tagType', choices: TYPES }, anywhere],
    payload: ({ idTag, tagType, connector }) =>
      told({
        idToken: { idToken: idTag, type: tagType },
        remoteStartId: aNumber(),
        evseId: num(connector),
      }),
  },
  RequestStopTransaction: {
    blanks: [{ name: 'transaction' }],
    payload: ({ transaction }) => ({ transactionId: transaction }),
  },
  UnlockConnector: {
    blanks: [plug],
    payload: ({ plug = '' }) => {
      const [evseId, connectorId = 1] = plug.split('.').map(Number)
      return { evseId, connectorId }
    },
  },
  Reset: {
    blanks: [{ name: 'kind', choices: ['OnIdle', 'Immediate'] }],
    payload: ({ kind }) => ({ type: kind }),
  },
  ChangeAvailability: {
    blanks: [{ name: 'availability', choices: ['Inoperative', 'Operative'] }, connector],
    payload: ({ availability, connector }) =>
      told({ operationalStatus: availability, evse: evse(connector) }),
  },
  TriggerMessage: {
    blanks: [{ name: 'message', choices: [...MESSAGES, 'TransactionEvent'] }, connector],
    payload: ({ message, connector }) => told({ requestedMessage: message, evse: evse(connector) }),
  },
  SetDisplayMessage: {
    blanks: [{ name: 'text' }],
    payload: ({ text }) => ({
      message: {
        id: aNumber(),
        priority: 'NormalCycle',
        message: { format: 'UTF8', content: text },
      },
    }),
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
