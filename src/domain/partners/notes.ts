/** Which notes to a partner are mailed: nobody has proven that the address is his own. */
import type { Note } from './partner.ts'

/** Notes are kept each time; what was mailed within so many milliseconds counts against the next. */
export const MAILED_MS = 86_400_000
/** To one address in that time, whichever partners have told it. */
const MOST = 3

/** `mailed`: what went, or goes, to the same address within `MAILED_MS`. */
export function isMailed({ partner, kind }: Note, mailed: Note[]): boolean {
  const isTold = mailed.some((one) => one.partner === partner && one.kind === kind)
  return !isTold && mailed.length < MOST
}
