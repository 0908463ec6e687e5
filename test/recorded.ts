/** Recorded charges: what real cars told, played again by owners who answer by a fixed rule. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { at, type Json, type Motorist } from './people.ts'

/** A line of a recording; its message is as it goes on the wire. */
export type Line = { vehicleId: string; site: string; post: string; message: Told }
export type Told = {
  id: string
  type: string
  at: string
  position: { lat: number; lon: number }
  energyKwh?: number
  reason?: string
}

/** What an owner answers whenever he is asked; `late`: `always`, but only after the charge. */
export type Mind = 'always' | 'once' | 'skip' | 'never' | 'late'

/** Half of all owners always share. */
const MINDS: Mind[] = [
  ...Array<Mind>(6).fill('always'),
  ...(['once', 'once', 'late', 'late', 'skip', 'never'] as const),
]

export const workplace = fileURLToPath(
  new URL('samples/workplace-charging.ndjson', import.meta.url),
)

export function linesOf(file: string): Line[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as Line)
}

/** A vehicle's owner is always of the same mind. */
export function mindOf(vehicleId: string): Mind {
  const [byte = 0] = createHash('sha256').update(vehicleId).digest()
  return MINDS[byte % MINDS.length]!
}

/** What each vehicle tells at a time: its lines that follow each other in the recording. */
export function runsOf(lines: Line[]): Map<string, Told[][]> {
  const runs = new Map<string, Told[][]>()
  lines.forEach(({ vehicleId, message }, i) => {
    const own = runs.get(vehicleId) ?? []
    runs.set(vehicleId, own)
    if (lines[i - 1]?.vehicleId === vehicleId) own.at(-1)!.push(message)
    else own.push([message])
  })
  return runs
}

/** Lets a car tell its runs in order, and its owner answer after each what he will answer. */
export async function replay(
  owner: Motorist,
  runs: Told[][],
  told: (messages: number) => void = () => {},
): Promise<void> {
  for (const run of runs) {
    await owner.says(...run)
    await speaksHisMind(owner, mindOf(owner.vehicleId))
    told(run.length)
  }
}

async function speaksHisMind(owner: Motorist, mind: Mind): Promise<void> {
  for (;;) {
    const open = await owner.questions()
    const ripe = open.filter(
      (question) => mind !== 'late' || at(question, 'session', 'status') !== 'charging',
    )
    for (const question of ripe) await owner.replies(question, answerTo(question, mind))
    // What he answered may have made another question.
    if (ripe.length === 0) return
  }
}

/** Whoever shares knows why his charge broke off. */
function answerTo({ kind }: Json, mind: Mind): Json {
  if (kind === 'abort') return { reason: 'station' }
  return { choice: mind === 'late' ? 'always' : mind }
}
