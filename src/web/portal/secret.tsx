/** The push secret: a new one is shown this once, and until when the old one signs too. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { moment } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Copy } from '../parts/copy.tsx'
import { Confirm } from '../parts/dialog.tsx'
import type { Partner } from './wire.ts'
import { usePortal } from './words.ts'

type SecretProps = { push: Partner['push']; onRenew: (partner: Partner) => void }
type Renewed = { partner: Partner; pushSecret: string }

export function Secret({ push: { oldSecretUntil }, onRenew }: SecretProps) {
  const { push: t } = usePortal()
  const [secret, setSecret] = useState<string | null>(null)
  const [isAsking, ask] = useState(false)
  const renew = async () => {
    const renewed = await call<Renewed>('POST', '/v1/partners/me/push-secret')
    setSecret(renewed.pushSecret)
    onRenew(renewed.partner)
  }
  return (
    <Card title={t.secret}>
      <p class="hint">{t.secretText}</p>
      {secret !== null && (
        <div class="stack keeping">
          <p class="shown-once" role="status">
            {t.once}
          </p>
          <Copy label={t.secret} text={secret} />
        </div>
      )}
      {oldSecretUntil !== null && <p>{t.both(moment(oldSecretUntil))}</p>}
      <div class="row">
        <Button kind="danger" onClick={() => ask(true)}>
          {t.renew}
        </Button>
      </div>
      <Confirm
        open={isAsking}
        title={t.renewAsk}
        label={t.renew}
        onClose={() => ask(false)}
        onConfirm={renew}
      >
        {t.renewText}
      </Confirm>
    </Card>
  )
}
