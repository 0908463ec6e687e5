/** The long siege: `npm run kill` kills a server a thousand times and judges what is left. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from '../child.ts'
import { harms } from './judge.ts'
import { remainsIn } from './remains.ts'
import { besiege } from './siege.ts'

const HELP = `npm run kill -- [--kills N] [--minutes N]
  --kills N     how often the server is killed (1000)
  --minutes N   ends earlier, after so many minutes (60)

A kill takes the process alone: what it has written stays with the kernel. The loss of power, which
takes that too, is not played here; what stands against it is tested on the re-opened file:
journal_mode = wal and synchronous = full.
`

const { values: asked } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: '60' },
    help: { type: 'boolean', default: false },
  },
})
if (asked.help) process.stdout.write(HELP)
else await run(Number(asked.kills), Number(asked.minutes))

async function run(kills: number, minutes: number): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'chargeshare-kill-'))
  await build()
  const began = Date.now()
  const untilMs = began + minutes * 60_000
  const chronicle = await besiege({ data, kills, messages: 2000, untilMs, chance: Math.random })
  const found = harms(chronicle, await remainsIn(join(data, 'chargeshare.db')))
  const seconds = Math.round((Date.now() - began) / 1000)
  process.stdout.write(
    `${chronicle.kills} kills in ${seconds} s, ${chronicle.told.length} messages acknowledged, ` +
      `${chronicle.pulled.length} events pulled, ${chronicle.pushed.length} pushed.\n` +
      (found.length > 0 ? `Harm:\n${found.join('\n')}\nSee ${data}\n` : 'No harm was found.\n'),
  )
  if (found.length > 0) process.exitCode = 1
  else rmSync(data, { recursive: true })
}
