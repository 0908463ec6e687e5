/** Asks once more before a command that can leave drivers or the charger in the lurch. */
import { useState } from 'preact/hooks'
import { Confirm } from '../parts/dialog.tsx'
import type { Payload } from './payload.ts'
import type { Charger } from './wire.ts'
import { useDesk } from './words.ts'

const GRAVE =
  /^(Reset|UnlockConnector|ChangeAvailability|SetChargingProfile|ClearCache)$|Firmware|Certificate$|CertificateSigned|NetworkProfile/

/** Whether a command can cut off who charges, or the charger itself. */
export function isGrave(action: string): boolean {
  return GRAVE.test(action)
}

type Send = (payload: Payload) => Promise<void>

/** `ask` sends at once what does no harm; the rest waits for `dialog`. */
export function useSure({ active }: Charger, action: string, send: Send) {
  const { deeds: t, ocpp } = useDesk()
  const [payload, hold] = useState<Payload | null>(null)
  const ask: Send = async (told) => (isGrave(action) ? hold(told) : send(told))
  const dialog = (
    <Confirm
      open={payload !== null}
      title={t.sure(ocpp.actions[action] ?? action)}
      label={t.send}
      onClose={() => hold(null)}
      onConfirm={() => payload && send(payload)}
    >
      {active.length > 0 ? t.sureCharging(active.length) : t.sureText}
    </Confirm>
  )
  return { ask, dialog }
}
