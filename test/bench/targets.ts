/** What was set out to reach: the goals and moonshots, and whether a run reached them. */
import { median, short, spread, table } from './figures.ts'

/** A figure that should be high (`least`) or low (`most`), as it stands or against a reference. */
export type Target = {
  name: string
  better: 'least' | 'most'
  goal: number
  moonshot: number
  /** The figure of each round. */
  ratios: number[]
}

/** What a part of the bench has found; `figures` go to the JSON file as they are. */
export type Found = { targets: Target[]; figures: unknown }

export type Verdict = 'moonshot' | 'reached' | 'missed'

/** Judged by the median of the rounds. */
export function verdictOf({ better, goal, moonshot, ratios }: Target): Verdict {
  const found = median(ratios)
  const passes = (mark: number) => (better === 'least' ? found >= mark : found <= mark)
  if (passes(moonshot)) return 'moonshot'
  return passes(goal) ? 'reached' : 'missed'
}

export function targetTable(targets: Target[]): string {
  const rows = targets.map((target) => {
    const sign = target.better === 'least' ? '>=' : '<='
    const marks = [target.goal, target.moonshot].map((mark) => `${sign} ${short(mark)}`)
    return [target.name, ...marks, spread(target.ratios), verdictOf(target)]
  })
  return table([['target', 'goal', 'moonshot', 'found: min / median / max', 'verdict'], ...rows])
}
