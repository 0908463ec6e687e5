/** Values that the operator wishes every charger to have, by the names of each version of OCPP. */
import { isSecretName } from '../log/mask.ts'
import type { OcppVersion, Payload } from '../ocpp.ts'
import type { Asked } from './driving.ts'

/** A setting by its name in 1.6, or in 2.x as `Component.Variable`, and the value that it shall have. */
export type Wish = { name: string; value: string }

/** One value that a charger told of itself; see the table of variables. */
export type Setting = {
  /** '' for the configuration keys of 1.6; `Name[instance]` where there are several. */
  component: string
  evse: number
  connector: number
  variable: string
  attribute: string
  /** null: it may be written but not read, or was told without one. */
  value: string | null
  about: Payload
}

/** A setting that is not as it is wished, and the value that it is to get. */
export type Unlike<S extends Setting> = { setting: S; value: string }

/** Of one charger; whoever has more settings that a wish could mean has them by mistake. */
const MOST = 50

/** What 2.x calls the settings of 1.6 (OCPP 2.0.1, part 2, appendices: referenced variables). */
const IN_2: Record<string, string> = {
  AllowOfflineTxForUnknownId: 'AuthCtrlr.OfflineTxForUnknownIdEnabled',
  AuthorizationCacheEnabled: 'AuthCacheCtrlr.Enabled',
  AuthorizeRemoteTxRequests: 'AuthCtrlr.AuthorizeRemoteStart',
  ClockAlignedDataInterval: 'AlignedDataCtrlr.Interval',
  ConnectionTimeOut: 'TxCtrlr.EVConnectionTimeOut',
  HeartbeatInterval: 'OCPPCommCtrlr.HeartbeatInterval',
  LocalAuthListEnabled: 'LocalAuthListCtrlr.Enabled',
  LocalAuthorizeOffline: 'AuthCtrlr.LocalAuthorizeOffline',
  LocalPreAuthorize: 'AuthCtrlr.LocalPreAuthorize',
  MaxEnergyOnInvalidId: 'TxCtrlr.MaxEnergyOnInvalidId',
  MeterValueSampleInterval: 'SampledDataCtrlr.TxUpdatedInterval',
  MeterValuesAlignedData: 'AlignedDataCtrlr.Measurands',
  MeterValuesSampledData: 'SampledDataCtrlr.TxUpdatedMeasurands',
  ResetRetries: 'OCPPCommCtrlr.ResetRetries',
  StopTransactionOnEVSideDisconnect: 'TxCtrlr.StopTxOnEVSideDisconnect',
  StopTransactionOnInvalidId: 'TxCtrlr.StopTxOnInvalidId',
  StopTxnAlignedData: 'AlignedDataCtrlr.TxEndedMeasurands',
  StopTxnSampledData: 'SampledDataCtrlr.TxEndedMeasurands',
  TransactionMessageAttempts: 'OCPPCommCtrlr.MessageAttempts[TransactionEvent]',
  TransactionMessageRetryInterval: 'OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]',
  UnlockConnectorOnEVSideDisconnect: 'OCPPCommCtrlr.UnlockOnEVSideDisconnect',
  WebSocketPingInterval: 'OCPPCommCtrlr.WebSocketPingInterval',
}

/** Reads `Name=value; Name=value`, as the setting says it; passwords are set by other ways. */
export function wishesIn(text: string): Wish[] {
  return text.split(';').flatMap((one) => {
    const [name = '', ...value] = one.split('=')
    const wish = { name: name.trim(), value: value.join('=').trim() }
    return wish.name === '' || isSecretName(wish.name) ? [] : [wish]
  })
}

/** Which settings the wishes mean, each at most once; only what a charger told and lets be set. */
export function meant<S extends Setting>(
  version: OcppVersion,
  wishes: Wish[],
  settings: S[],
): Unlike<S>[] {
  const open = settings.filter(isOpen)
  const all = wishes.flatMap(({ name, value }) => {
    const wanted = version === '1.6' ? name : (IN_2[name] ?? name)
    return spelt(wanted, open)
      .map((setting) => ({ setting, value: possible(value, setting) }))
      .filter((one) => one.value !== '')
  })
  // Of two wishes for one setting the later one counts.
  return [...new Map(all.map((one) => [one.setting, one])).values()].slice(0, MOST)
}

/** Those of them that are not as they are wished. */
export function unlike<S extends Setting>(
  version: OcppVersion,
  wishes: Wish[],
  settings: S[],
): Unlike<S>[] {
  return meant(version, wishes, settings).filter(
    ({ setting, value }) => !isLike(value, setting.value ?? ''),
  )
}

/** One at each place: the name as it is wished before others that differ by case. */
function spelt<S extends Setting>(name: string, settings: S[]): S[] {
  const places = new Map<string, S>()
  for (const one of settings) {
    if (nameOf(one).toLowerCase() !== name.toLowerCase()) continue
    const place = `${one.evse} ${one.connector}`
    if (!places.has(place) || nameOf(one) === name) places.set(place, one)
  }
  return [...places.values()]
}

function nameOf({ component, variable }: Setting): string {
  return component === '' ? variable : `${component}.${variable}`
}

/** What is not said to be closed can be set (2.0.1, VariableAttributeType). */
function isOpen({ attribute, about, value }: Setting): boolean {
  const { mutability = 'ReadWrite' } = about
  return attribute === 'Actual' && mutability === 'ReadWrite' && value !== null
}

/** Of a list only what the charger knows, where it told what that is: otherwise it refuses all. */
function possible(value: string, { about }: Setting): string {
  const { valuesList, dataType } = about
  if (dataType !== 'MemberList' || typeof valuesList !== 'string') return value
  const known = new Set(partsOf(valuesList))
  const parts = value.split(',').map((part) => part.trim())
  return parts.filter((part) => known.has(part.toLowerCase())).join(',')
}

/** Lists are alike in any order; no value of OCPP differs by case alone. */
function isLike(one: string, other: string): boolean {
  return partsOf(one).sort().join() === partsOf(other).sort().join()
}

function partsOf(list: string): string[] {
  return list.split(',').map((part) => part.trim().toLowerCase())
}

/** The call that sets a setting. */
export function wishCall(version: OcppVersion, setting: Setting, value: string): Asked {
  const { component, variable, evse, connector } = setting
  if (version === '1.6') {
    return { action: 'ChangeConfiguration', payload: { key: variable, value } }
  }
  const where = evse > 0 && { evse: { id: evse, ...(connector > 0 && { connectorId: connector }) } }
  const one = {
    component: { ...namedIn(component), ...where },
    variable: namedIn(variable),
    attributeValue: value,
  }
  return { action: 'SetVariables', payload: { setVariableData: [one] } }
}

/** `Name[instance]` as 2.x has it. */
function namedIn(text: string): { name: string; instance?: string } {
  const [, name, instance] = /^(.*)\[(.*)\]$/.exec(text) ?? []
  return name === undefined || instance === undefined ? { name: text } : { name, instance }
}

/** What the charger said of it, in a word. */
export function wordOf(result: Payload): string {
  const results = result['setVariableResult']
  const [first] = Array.isArray(results) ? (results as Payload[]) : []
  const word = first?.['attributeStatus'] ?? result['status']
  return typeof word === 'string' ? word : 'Rejected'
}
