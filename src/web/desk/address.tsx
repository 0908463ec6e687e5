/** What is typed into a charger, and whether it has come by that. */
import { Copy } from '../parts/copy.tsx'
import { Icon } from '../parts/icon.tsx'
import { Spinner } from '../parts/progress.tsx'
import { useWatched } from '../portal/watch.ts'
import { chargerPath } from './command.ts'
import { useKnocks, useWhy } from './knocks.tsx'
import { useLive } from './live.ts'
import type { Charger, Health } from './wire.ts'
import { useDesk } from './words.ts'

/** Where the charger comes: over TLS first, where that is served. */
export function Address({ charger: { identity, lastSeenAt } }: { charger: Charger }) {
  const t = useDesk().add
  const bases = useBases()
  const isAlone = bases.some((base) => HERE_ALONE.test(base))
  return (
    <>
      {bases.map((base) => (
        <Copy
          key={base}
          label={isOverTls(base) ? t.addressTls : t.address}
          text={`${base}/`}
          end={encodeURIComponent(identity)}
        />
      ))}
      <details class="aside">
        <summary>{t.apart}</summary>
        <div class="stack tight">
          {bases.map((base) => (
            <Copy
              key={base}
              label={isOverTls(base) ? t.addressApartTls : t.addressApart}
              text={base}
            />
          ))}
          <Copy label={t.identity} text={identity} />
        </div>
      </details>
      {isAlone && lastSeenAt === null && <p class="notice">{t.hereAlone}</p>}
    </>
  )
}

/** An address at which no other machine finds this one. */
const HERE_ALONE = /^wss?:\/\/(localhost|127\.|\[::1\])/

function isOverTls(base: string): boolean {
  return base.startsWith('wss:')
}

/** What the server says of itself; the rest is as this page was reached. */
function useBases(): string[] {
  const { data, error } = useWatched<Pick<Health, 'ocpp'>>('/v1/operator/health')
  if (!data && !error) return []
  const { url = null, tlsPort = null } = data?.ocpp ?? {}
  const page = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ocpp`
  const base = url ?? page
  if (tlsPort === null || isOverTls(base)) return [base]
  return [`wss://${new URL(base).hostname}:${tlsPort}/ocpp`, base]
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
