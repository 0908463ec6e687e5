/** Notifications on this very device: what can be done here, and how. */
import { useEffect, useState } from 'preact/hooks'
import { useCell } from '../cell.ts'
import { install, installState } from '../install.ts'
import { lookAtPush, pushState, switchOn, thisDevice } from '../push.ts'
import type { Subscription } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

/** `devices`: those the server knows; undefined where it does not tell. */
export function ThisDevice({ devices }: { devices: Subscription[] | undefined }) {
  const { account } = useWords()
  const t = account.push
  const state = useCell(pushState)
  useEffect(() => void lookAtPush(), [])
  const isLost = state === 'on' && devices && !devices.some(({ id }) => id === thisDevice())
  return (
    <>
      {state === 'on' && !isLost && <Said icon="check">{t.on}</Said>}
      {isLost && <Offer text={t.lost} label={t.again} />}
      {state === 'off' && <Offer text={t.off} label={t.switchOn} />}
      {state === 'denied' && <Said icon="warning">{t.denied}</Said>}
      {state === 'install' && <Said icon="phone">{t.install}</Said>}
      {state === 'none' && <Said icon="info">{t.none}</Said>}
      <Installing />
    </>
  )
}

function Said({
  icon,
  children,
}: {
  icon: 'check' | 'warning' | 'phone' | 'info'
  children: string
}) {
  return (
    <p class="said">
      <Icon name={icon} />
      {children}
    </p>
  )
}

function Offer({ text, label }: { text: string; label: string }) {
  const { account } = useWords()
  const [isRefused, refuse] = useState(false)
  return (
    <>
      <Said icon="info">{text}</Said>
      <div class="row">
        <Button
          kind="lead"
          onClick={async () => {
            const state = await switchOn()
            refuse(state !== 'on')
          }}
        >
          <Icon name="bell" size={20} />
          {label}
        </Button>
      </div>
      {isRefused && (
        <p class="error" role="alert">
          {account.push.failed}
        </p>
      )}
    </>
  )
}

/** On the home screen it opens like any other app. */
function Installing() {
  const { account } = useWords()
  const t = account.push
  const state = useCell(installState)
  if (state === 'installed') return <p class="hint">{t.installed}</p>
  if (state === 'menu') return <p class="hint">{t.installMenu}</p>
  if (state === 'ios') return null
  return (
    <div class="row">
      <Button onClick={install}>
        <Icon name="download" size={20} />
        {t.installApp}
      </Button>
    </div>
  )
}
