/** What a car's module has to be told, to be copied: `<ModuleSettings vehicleId="JIMBO-1" token={token} />`. */
// Shared by every page that shows a new secret (first steps, a new car, a new secret): it stays here
// under this name. Where the token is not known (null), a placeholder stands in its place.
import { useState } from 'preact/hooks'
import { useData } from '../data.ts'
import type { Door, Settings } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Copy } from './copy.tsx'
import { Tabs } from './tabs.tsx'

type Way = 'v2' | 'v3' | 'http'
type Told = { vehicleId: string; secret: string; base: URL; doors: Settings['modules'] }

const PLACEHOLDER = 'YOUR-PASSWORD'

/** The secret while it is known, and commands for each way to speak. */
export function ModuleSettings({ vehicleId, token }: { vehicleId: string; token: string | null }) {
  const { vehicles } = useWords()
  const t = vehicles.settings
  const [way, choose] = useState<Way>('v2')
  const { data } = useData<Settings>('/v1/settings')
  const doors = data?.modules
  const door = doors && { v2: doors.ovms, v3: doors.mqtt, http: null }[way]
  const base = baseOf(data?.publicUrl)
  const told = { vehicleId, secret: token ?? PLACEHOLDER, base, doors }
  return (
    <div class="stack">
      <p class={token === null ? 'hint' : 'shown-once'}>{token === null ? t.kept : t.once}</p>
      {token !== null && <Copy label={t.secret} text={token} />}
      <Tabs
        label={t.way}
        value={way}
        onValue={choose}
        options={(['v2', 'v3', 'http'] as const).map((one) => [one, t.ways[one]])}
      />
      <p class="hint">{t.notes[way]}</p>
      {door && isClosed(door) && <p class="shown-once">{t.off}</p>}
      <Copy label={way === 'http' ? t.call : t.commands} text={TEXTS[way](told)} />
      {way !== 'http' && <Beside way={way} door={door} />}
    </div>
  )
}

/** What is worth switching on as well. */
function Beside({ way, door }: { way: 'v2' | 'v3'; door: Door | null | undefined }) {
  const { vehicles } = useWords()
  const t = vehicles.settings
  return (
    <details class="aside">
      <summary>{t.more}</summary>
      <div class="stack">
        {door?.tlsPort != null && door.port !== null && (
          <>
            <p class="hint">{t.tls}</p>
            <Copy label={t.tlsLabel} text={lines(...privately(way, door.tlsPort))} />
          </>
        )}
        <p class="hint">{t.log}</p>
        <Copy label={t.logLabel} text="config set notify log.grid.storetime 30" />
      </div>
    </details>
  )
}

/** The server as modules reach it: as its operator says, else as this page was reached. */
function baseOf(publicUrl: string | undefined): URL {
  return new URL(publicUrl !== undefined && URL.canParse(publicUrl) ? publicUrl : location.origin)
}

function isClosed({ port, tlsPort }: Door): boolean {
  return port === null && tlsPort === null
}

/** What modules dial where nothing is said. */
const USUAL = { v2: { plain: 6867, tls: 6870 }, v3: { plain: 1883, tls: 8883 } }

function privately(way: 'v2' | 'v3', port: number): string[] {
  const isUsual = port === USUAL[way].tls
  return [
    `config set server.${way} tls yes`,
    ...(isUsual ? [] : [`config set server.${way} port ${port}`]),
  ]
}

/** Where the server is dialed; over TLS alone where there is no other way. */
function dialed(way: 'v2' | 'v3', { base, doors }: Told): string[] {
  const door = doors?.[way === 'v2' ? 'ovms' : 'mqtt']
  const server = `config set server.${way} server ${door?.host || base.hostname}`
  const { port = null, tlsPort = null } = door ?? {}
  if (port === null) return [server, ...(tlsPort === null ? [] : privately(way, tlsPort))]
  return [server, ...(port === USUAL[way].plain ? [] : [`config set server.${way} port ${port}`])]
}

const TEXTS: Record<Way, (told: Told) => string> = {
  v2: (told) =>
    lines(
      `config set vehicle id ${told.vehicleId}`,
      ...dialed('v2', told),
      `config set password server.v2 ${word(told.secret)}`,
      'config set auto server.v2 yes',
      'server v2 start',
    ),
  v3: (told) =>
    lines(
      `config set vehicle id ${told.vehicleId}`,
      ...dialed('v3', told),
      `config set server.v3 user ${told.vehicleId}`,
      `config set password server.v3 ${word(told.secret)}`,
      'config set auto server.v3 yes',
      'server v3 start',
    ),
  http: ({ vehicleId, secret, base }) =>
    lines(
      `curl ${base.origin}/v1/vehicles/${vehicleId}/messages \\`,
      `  -H ${quoted(`authorization: Bearer ${secret}`)} \\`,
      "  -H 'content-type: application/json' \\",
      `  -d '{"type": "telemetry", "at": "'$(date -u +%FT%TZ)'", "soc": 80}'`,
    ),
}

function lines(...all: string[]): string {
  return all.join('\n')
}

/** One argument of the module's shell. */
function word(text: string): string {
  return /^[\w.~+/=-]+$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}

/** One argument of a Unix shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
