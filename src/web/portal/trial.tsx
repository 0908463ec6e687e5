/** A test of the endpoint, and what became of it at once. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Outcome } from './deliveries.tsx'
import { Attempt } from './delivery.tsx'
import type { DeliveryInFull } from './wire.ts'
import { usePortal } from './words.ts'

export function Trial({ onEnd }: { onEnd: () => Promise<void> }) {
  const { push: t } = usePortal()
  const [result, setResult] = useState<DeliveryInFull | null>(null)
  const send = async () => {
    setResult(null)
    setResult(await call<DeliveryInFull>('POST', '/v1/partners/me/push/test'))
    await onEnd()
  }
  return (
    <Card title={t.test}>
      <p class="hint">{t.testText}</p>
      <div class="row">
        <Button onClick={send}>{t.test}</Button>
      </div>
      <div class="stack" role="status">
        {result && (
          <>
            <p class="row">
              <Outcome delivery={result} />
              <strong>{result.error === null ? t.tested.good : t.tested.bad}</strong>
            </p>
            <Attempt delivery={result} />
          </>
        )}
      </div>
    </Card>
  )
}
