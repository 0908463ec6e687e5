/** A secret is made anew: asked about first, since what knows the old one must be told. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Button } from './button.tsx'
import { Confirm } from './dialog.tsx'

type RenewProps = {
  words: { renew: string; renewAsk: string; renewText: string }
  onRenew: () => Promise<void>
  /** Buttons beside it. */
  children?: ComponentChildren
}

export function Renew({ words: t, onRenew, children }: RenewProps) {
  const [isAsking, ask] = useState(false)
  return (
    <>
      <div class="row">
        {children}
        <Button kind="danger" onClick={() => ask(true)}>
          {t.renew}
        </Button>
      </div>
      <Confirm
        open={isAsking}
        title={t.renewAsk}
        label={t.renew}
        onClose={() => ask(false)}
        onConfirm={onRenew}
      >
        {t.renewText}
      </Confirm>
    </>
  )
}
