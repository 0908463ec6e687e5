/** The password that a call sets in a charger, for chargers take new ones by ordinary calls. */
import type { OcppVersion, Payload } from '../ocpp.ts'
import { asSet } from '../entry/password.ts'
import type { Asked } from './driving.ts'

/** The call that sets a charger's password. */
export function passwordCall(version: OcppVersion, password: string): Asked {
  const value = asSet(version, password)
  if (version === '1.6') {
    return { action: 'ChangeConfiguration', payload: { key: 'AuthorizationKey', value } }
  }
  const setVariableData = [
    {
      component: { name: 'SecurityCtrlr' },
      variable: { name: 'BasicAuthPassword' },
      attributeValue: value,
    },
  ]
  return { action: 'SetVariables', payload: { setVariableData } }
}

/** The password that a call sets, as its charger will show it; null where it sets none. */
export function passwordIn(action: string, payload: Payload): string | null {
  if (action === 'ChangeConfiguration') {
    const { key, value } = payload
    const isKey = typeof key === 'string' && key.toLowerCase() === 'authorizationkey'
    return isKey && typeof value === 'string' ? value : null
  }
  const data = action === 'SetVariables' ? payload['setVariableData'] : []
  const one = (Array.isArray(data) ? (data as Setting[]) : []).find(isPassword)
  return typeof one?.attributeValue === 'string' ? one.attributeValue : null
}

/** Whether the charger has taken it; a password alone was set, or it is the one that counts. */
export function isTaken(action: string, payload: Payload, result: Payload): boolean {
  if (action === 'ChangeConfiguration') return TAKEN.has(String(result['status']))
  const results = result['setVariableResult']
  const one = (Array.isArray(results) ? (results as Setting[]) : []).find(isPassword)
  return TAKEN.has(String(one?.attributeStatus)) && passwordIn(action, payload) !== null
}

/** What a charger says that has taken a setting, be it that it counts after a restart alone. */
export const TAKEN = new Set(['Accepted', 'RebootRequired'])

type Setting = {
  variable?: { name?: unknown }
  attributeValue?: unknown
  attributeStatus?: unknown
}

function isPassword({ variable }: Setting): boolean {
  return typeof variable?.name === 'string' && variable.name.toLowerCase() === 'basicauthpassword'
}
