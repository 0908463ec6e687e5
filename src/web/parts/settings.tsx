/** What a car's module has to be told, to be copied: `<ModuleSettings vehicleId="JIMBO-1" token={token} />`. */
// Shared by every page that shows a new secret (first steps, a new car, a new secret): it stays here
// under this name. Where the token is not known (null), a placeholder stands in its place.
import { useState } from 'preact/hooks'
import { useData } from '../data.ts'
import type { Settings } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Copy } from './copy.tsx'
import { Tabs } from './tabs.tsx'
import '../style/pages.css'

type Way = 'v2' | 'v3' | 'http'
type Told = { vehicleId: string; secret: string; base: URL }

const PLACEHOLDER = 'YOUR-PASSWORD'

/** The secret while it is known, and commands for each way to speak. */
export function ModuleSettings({ vehicleId, token }: { vehicleId: string; token: string | null }) {
  const { vehicles } = useWords()
  const t = vehicles.settings
  const [way, choose] = useState<Way>('v2')
  const { data } = useData<Settings>('/v1/settings')
  const told = { vehicleId, secret: token ?? PLACEHOLDER, base: baseOf(data?.publicUrl) }
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
      <Copy label={way === 'http' ? t.call : t.commands} text={TEXTS[way](told)} />
      {way !== 'http' && <Beside way={way} />}
    </div>
  )
}

/** What is worth switching on as well. */
function Beside({ way }: { way: 'v2' | 'v3' }) {
  const { vehicles } = useWords()
  const t = vehicles.settings
  return (
    <details class="aside">
      <summary>{t.more}</summary>
      <div class="stack">
        <p class="hint">{t.tls}</p>
        <Copy label={t.tlsLabel} text={`config set server.${way} tls yes`} />
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

const TEXTS: Record<Way, (told: Told) => string> = {
  v2: ({ vehicleId, secret, base }) =>
    lines(
      `config set vehicle id ${vehicleId}`,
      `config set server.v2 server ${base.hostname}`,
      `config set password server.v2 ${word(secret)}`,
      'config set auto server.v2 yes',
      'server v2 start',
    ),
  v3: ({ vehicleId, secret, base }) =>
    lines(
      `config set vehicle id ${vehicleId}`,
      `config set server.v3 server ${base.hostname}`,
      `config set server.v3 user ${vehicleId}`,
      `config set password server.v3 ${word(secret)}`,
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
