/** Lives stories on a real server: `npm run demo`. */
import { parseArgs } from 'node:util'
import { table } from '../bench/figures.ts'
import { fleet } from './fleet.ts'
import { modules } from './modules.ts'
import { recording } from './recording.ts'
import { compare, openStage, type Play, say } from './stage.ts'
import { story } from './story.ts'

const HELP = `npm run demo -- [--ovms | --cars N [--seconds S] | --replay FILE]
  (nothing)       the proposal's story, from start to finish
  --ovms          OVMS modules as they are, one over v2 and one over MQTT, and their apps
  --cars N        keeps N cars and their owners going, until Ctrl-C
  --seconds S     or for so long
  --replay FILE   plays a recording, such as test/samples/workplace-charging.ndjson

All of it lives on a fresh folder and on loopback; at the end what was pushed is compared with what
is pulled: exit code 1 where they differ.
`

const { values: asked } = parseArgs({
  options: {
    ovms: { type: 'boolean', default: false },
    cars: { type: 'string' },
    seconds: { type: 'string' },
    replay: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (asked.help) process.stdout.write(HELP)
else await play(chosen())

function chosen(): Play {
  const { ovms, cars, seconds, replay } = asked
  if (ovms) return modules()
  if (replay !== undefined) return { act: recording(replay) }
  if (cars === undefined) return { act: story }
  const until = seconds === undefined ? null : positive('--seconds', seconds)
  return { act: fleet(positive('--cars', cars), until) }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  process.stderr.write(`${name} must be a whole number above 0\n\n${HELP}`)
  process.exit(2)
}

async function play({ act, overrides }: Play): Promise<void> {
  const stage = await openStage(overrides)
  try {
    const rows = await act(stage)
    const { equal, feed } = await compare(stage)
    say(table(rows(feed)))
    if (!equal) process.exitCode = 1
  } catch (error) {
    process.stderr.write(`${String(error)}\n`)
    process.exitCode = 1
  } finally {
    await stage.close()
  }
}
