/** The push secret: a new one is shown this once, and until when the old one signs too. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { moment } from '../format.ts'
import { Card } from '../parts/card.tsx'
import { Renew } from '../parts/renew.tsx'
import type { Partner } from './wire.ts'
import { ShownOnce } from './once.tsx'
import { usePortal } from './words.ts'

type SecretProps = { push: Partner['push']; onRenew: (partner: Partner) => void }
type Renewed = { partner: Partner; pushSecret: string }

export function Secret({ push: { oldSecretUntil }, onRenew }: SecretProps) {
  const { push: t } = usePortal()
  const [secret, setSecret] = useState<string | null>(null)
  const renew = async () => {
    const renewed = await call<Renewed>('POST', '/v1/partners/me/push-secret')
    setSecret(renewed.pushSecret)
    onRenew(renewed.partner)
  }
  return (
    <Card title={t.secret}>
      <p class="hint">{t.secretText}</p>
      {secret !== null && <ShownOnce note={t.once} label={t.secret} text={secret} />}
      {oldSecretUntil !== null && <p>{t.both(moment(oldSecretUntil))}</p>}
      <Renew words={t} onRenew={renew} />
    </Card>
  )
}
