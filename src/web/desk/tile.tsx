/** A charger at one look: its state as colour, shape and word, its plugs, and when it was last heard. */
import { line, power } from '../format.ts'
import { Icon } from '../parts/icon.tsx'
import { Link } from '../route.tsx'
import { Ago } from './ago.tsx'
import { ChargerBadge } from './badges.tsx'
import { nameOf } from './command.ts'
import { LOOKS, plugsOf, stateOf, stateOfConnector, wordOf } from './states.ts'
import type { Charger, Connector } from './wire.ts'
import { useDesk } from './words.ts'

export function pageOf({ identity }: Pick<Charger, 'identity'>): string {
  return `/operator/chargers/${encodeURIComponent(identity)}`
}

export const VIEWS = ['now', 'do', 'past', 'set'] as const
type View = (typeof VIEWS)[number]

/** The address of one view of a charger. */
export function viewOf(charger: Pick<Charger, 'identity'>, view: View): string {
  return view === 'now' ? pageOf(charger) : `${pageOf(charger)}?tab=${view}`
}

export function Tile({ charger }: { charger: Charger }) {
  const t = useDesk()
  const { identity, name, vendor, model, lastSeenAt } = charger
  const state = stateOf(charger)
  return (
    <Link class={`card tile ${LOOKS[state].tone}`} href={pageOf(charger)}>
      <span class="tile-head">
        <strong>{nameOf(charger)}</strong>
        <ChargerBadge charger={charger} />
      </span>
      <span class="soft">{line([name && identity, vendor, model]) || t.chargers.unknownKind}</span>
      <Plugs charger={charger} />
      <span class="soft tile-foot">
        {lastSeenAt ? (
          <>
            {t.chargers.heard} <Ago at={lastSeenAt} />
          </>
        ) : (
          t.chargers.neverHeard
        )}
      </span>
    </Link>
  )
}

export function Plugs({ charger }: { charger: Charger }) {
  const plugs = plugsOf(charger)
  if (plugs.length === 0) return null
  return (
    <span class="plugs">
      {plugs.map((one) => (
        <Plug key={`${one.evse}.${one.connector}`} charger={charger} plug={one} />
      ))}
    </span>
  )
}

function Plug({ charger, plug }: { charger: Charger; plug: Connector }) {
  const t = useDesk()
  const state = stateOfConnector(charger, plug)
  const { tone: told, icon } = LOOKS[state]
  // What a charger that is away said of its plugs is no news.
  const tone = charger.isConnected ? told : 'calm'
  const charge = charger.active.find(({ connectorId }) => connectorId === plug.evse)
  const kw = charge?.powerKw ?? null
  const label = plug.evse === 0 ? t.chargers.whole : String(plug.evse)
  return (
    <span class={`plug ${tone}`}>
      <Icon name={icon} size={16} />
      {label}
      <span>{wordOf(t, charger, plug)}</span>
      {kw !== null && <span class="number">{power(kw)}</span>}
      {!charger.isConnected && <span class="unseen">({t.chargers.lastKnown})</span>}
    </span>
  )
}
