/** What may be odd about a transaction: words that stay the same, for whoever wants to look closer. */

/** Some pass when what was missing comes; the rest stays with the transaction for good. */
export type Oddity =
  /** Values that were none: no number, or one that cannot be. */
  | 'bad-value'
  /** It began without a register; the first reading is taken for its start. */
  | 'baseline-latched'
  /** The charger's clock is more than five minutes off. */
  | 'clock-skew'
  /** The charger's clock was not set; times are ours. */
  | 'clock-unset'
  /** Times that had not come yet; they were replaced by ours. */
  | 'future-time'
  /** Some of its events have not come. */
  | 'gap'
  /** It was called by a number that is not ours. */
  | 'foreign-number'
  /** Its end came after it was thought to have ended. */
  | 'late-end'
  /** Nothing was drawn: a start that failed, or a full car. */
  | 'no-energy'
  /** Its start has not been told. */
  | 'no-start'
  /** Told after the charger was off line. */
  | 'offline'
  /** It began before the one before it ended. */
  | 'overlap'
  /** The register fell: energy is the sum of its rising steps. */
  | 'register-fell'
  /** Single readings did not fit between their neighbours; energy does without them. */
  | 'register-jumped'
  /** Its start was told again. */
  | 'repeated-start'
  /** Two ends were told that differ; the first one stands. */
  | 'stop-conflict'
  /** Every measurand was told twice at one time; the first one stands. */
  | 'two-sets'

/** Whether times are not the charger's but ours. */
export function isTimeless(odd: Oddity[]): boolean {
  return odd.includes('clock-unset') || odd.includes('future-time')
}

/** The same words and these, by the alphabet. */
export function marked(odd: Oddity[], ...more: Oddity[]): Oddity[] {
  if (more.every((word) => odd.includes(word))) return odd
  return [...new Set([...odd, ...more])].sort()
}

/** The same words without these. */
export function unmarked(odd: Oddity[], ...less: Oddity[]): Oddity[] {
  return odd.some((word) => less.includes(word)) ? odd.filter((word) => !less.includes(word)) : odd
}
