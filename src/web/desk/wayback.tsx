/** The way back of a charger that has no good certificate any more: by a new password, once more. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Confirm } from '../parts/dialog.tsx'
import { ShownOnce } from '../portal/once.tsx'
import type { ChargerProps } from './props.ts'
import { useDesk } from './words.ts'

/** Lowers its security to a password over TLS, and shows a new password; its next certificate raises it. */
export function WayBack({ path, charger, reload }: ChargerProps) {
  const { certificates: t, set } = useDesk()
  const [isAsking, ask] = useState(false)
  const [password, setPassword] = useState<string | null>(null)
  const open = async () => {
    await call('PATCH', path, { profile: 2 })
    const made = await call<{ password: string }>('POST', `${path}/password`, {})
    setPassword(made.password)
    await reload()
  }
  if (password !== null) return <ShownOnce note={set.once} label={set.password} text={password} />
  if (charger.profile < 3 || charger.isConnected) return null
  return (
    <div class="row">
      <Button onClick={() => ask(true)}>{t.wayBack}</Button>
      <Confirm
        open={isAsking}
        title={t.wayBackAsk}
        label={t.wayBack}
        kind="lead"
        onClose={() => ask(false)}
        onConfirm={open}
      >
        {t.wayBackText}
      </Confirm>
    </div>
  )
}
