/** What is typed into a charger, and whether it has come by that. */
import { Copy } from '../parts/copy.tsx'
import { Icon } from '../parts/icon.tsx'
import { Spinner } from '../parts/progress.tsx'
import { chargerPath } from './command.ts'
import { useKnocks, useWhy } from './knocks.tsx'
import { useLive } from './live.ts'
import type { Charger } from './wire.ts'
import { useDesk } from './words.ts'

/** The address of this server for a charger: with TLS where this page came by it. */
export function Address({ identity }: Pick<Charger, 'identity'>) {
  const t = useDesk().add
  const base = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ocpp`
  return (
    <>
      <Copy label={t.address} text={`${base}/${encodeURIComponent(identity)}`} />
      <p class="hint">{t.addressHint(base, identity)}</p>
      {isHereAlone() && <p class="notice">{t.hereAlone}</p>}
    </>
  )
}

/** An address at which no other machine finds this one. */
function isHereAlone(): boolean {
  return /^(localhost|127\.|\[::1\])/.test(location.hostname)
}

/** Turns green when the charger has come; until then it says what it has tried. */
export function FirstWord({ identity }: Pick<Charger, 'identity'>) {
  const t = useDesk().add
  const { data } = useLive<Charger>(chargerPath(identity), ['chargers'], identity)
  const isHere = data?.isConnected === true
  const [knock, why] = [useKnocks().find((one) => one.identity === identity), useWhy()]
  return (
    <div class={isHere ? 'first-word heard' : 'first-word'} role="status">
      {isHere ? <Icon name="check" /> : <Spinner />}
      <p>
        <strong>{isHere ? t.here : t.waiting}</strong>
        {!isHere && <span class="hint">{knock ? why(knock) : t.waitingHint}</span>}
      </p>
    </div>
  )
}
