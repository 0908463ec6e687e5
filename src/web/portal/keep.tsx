/** Token and push secret of a new partner, shown this once. */
import { Button } from '../parts/button.tsx'
import { Copy } from '../parts/copy.tsx'
import { Page } from '../parts/page.tsx'
import type { Joined } from './wire.ts'
import { usePortal } from './words.ts'

type KeepProps = { joined: Joined; onKept: () => unknown }

export function Keep({ joined: { token, pushSecret }, onKept }: KeepProps) {
  const t = usePortal().keep
  return (
    <Page title={t.title} lead={t.lead} narrow>
      <div class="stack keeping">
        <Copy label={t.token} text={token} />
        <Copy label={t.secret} text={pushSecret} />
      </div>
      <Button kind="lead" onClick={onKept}>
        {t.button}
      </Button>
    </Page>
  )
}
