/** The secret of a car's module: a new one, and the settings to go with it. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import type { VehicleWithToken } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { Renew } from './renew.tsx'
import { ModuleSettings } from './settings.tsx'

/** For a car that is there; its secret is known only once a new one was made. */
export function Secret({ vehicleId }: { vehicleId: string }) {
  const { vehicles } = useWords()
  const t = vehicles.one
  const [token, setToken] = useState<string | null>(null)
  const [isOpen, open] = useState(false)
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
      <Renew words={t} onRenew={renew}>
        <Button aria-expanded={isOpen} onClick={() => open(!isOpen)}>
          {isOpen ? t.hide : t.show}
        </Button>
      </Renew>
    </Card>
  )
}
