/** What chargers tell of their settings and inner state is kept, within bounds. */
import { isSecretName, MASK, maskedText } from '../../../domain/chargers/log/mask.ts'
import type { World } from '../../ports.ts'
import { found } from '../../refusal.ts'
import type { Page } from '../../tables.ts'
import type { ChargerEvent, KeptVariable, Variable } from '../ports.ts'
import type { Around } from '../said/handler.ts'

/** A charger that tells more is not believed: real ones tell some hundreds. */
const MOST = 5_000
/** 2.x allows 2500 characters (2.0.1, NotifyReport). */
const LONGEST = 2_500
/** No name in OCPP is longer, its instance included. */
const LONGEST_NAME = 120

/** Keeps what a charger told; secrets are masked. What is too much is left out. */
export async function keepTold(
  { tables, charger }: Pick<Around, 'tables' | 'charger'>,
  told: Variable[],
): Promise<void> {
  if (told.length === 0) return
  const room = MOST - (await tables.variables.count(charger.id))
  const known = room < told.length ? await tables.variables.of(charger.id) : []
  const keys = new Set(known.map(keyOf))
  const fresh = told.filter((one) => !keys.has(keyOf(one)))
  const left = new Set(fresh.slice(Math.max(0, room)))
  await tables.variables.put(charger.id, told.filter((one) => !left.has(one)).map(bounded))
}

function keyOf({ component, evse, connector, variable, attribute }: Variable): string {
  return JSON.stringify([component, evse, connector, variable, attribute])
}

function bounded(told: Variable): Variable {
  const isSecret = isSecretName(told.variable, told.component)
  const value = told.value === null ? null : isSecret ? MASK : maskedText(told.value)
  return {
    ...told,
    component: told.component.slice(0, LONGEST_NAME),
    variable: told.variable.slice(0, LONGEST_NAME),
    value: value && value.slice(0, LONGEST),
  }
}

/** What a charger told of itself: the configuration of 1.6, the variables and monitors of 2.x. */
export function listVariables({ store }: Pick<World, 'store'>) {
  return async (identity: string): Promise<KeptVariable[]> => {
    found(await store.read.chargers.get(identity), 'charger')
    return store.read.variables.of(identity)
  }
}

/** What happened at a charger, newest first; `after` is the id of the last one seen. */
export function listEvents({ store }: Pick<World, 'store'>) {
  return async (
    identity: string,
    page: Page,
    sieve: { kind?: string | undefined } = {},
  ): Promise<ChargerEvent[]> => {
    found(await store.read.chargers.get(identity), 'charger')
    return store.read.chargerEvents.of(identity, page, sieve)
  }
}
