/** The secret of a car's module: a new one, and the settings to go with it. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import type { VehicleWithToken } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { Confirm } from './dialog.tsx'
import { ModuleSettings } from './settings.tsx'

/** For a car that is there; its secret is known only once a new one was made. */
export function Secret({ vehicleId }: { vehicleId: string }) {
  const { vehicles } = useWords()
  const t = vehicles.one
  const [token, setToken] = useState<string | null>(null)
  const [isOpen, open] = useState(false)
  const [isAsking, ask] = useState(false)
  const renew = async () => {
    const path = `/v1/vehicles/${encodeURIComponent(vehicleId)}/token`
    setToken((await call<VehicleWithToken>('POST', path)).token)
    open(true)
  }
  return (
    <Card title={t.secret}>
      <p class="hint" role="status">
        {token ? t.renewed : t.secretHint}
      </p>
      {isOpen && <ModuleSettings vehicleId={vehicleId} token={token} />}
      <div class="row">
        <Button aria-expanded={isOpen} onClick={() => open(!isOpen)}>
          {isOpen ? t.hide : t.show}
        </Button>
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
