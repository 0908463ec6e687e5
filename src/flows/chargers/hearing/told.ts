/** What happens once messages of chargers are kept for good: they are counted, and open pages hear of it. */
import type { World } from '../../ports.ts'
import type { LogEntry } from '../log/logbook.ts'

/** Who listens to everything that the operator may see. */
export const OPERATOR = 'operator'

/** Tells of entries of the log; to be called after their transaction. */
export function told({ meter, bell }: Pick<World, 'meter' | 'bell'>, entries: LogEntry[]): void {
  for (const entry of entries) meter.frame(entry)
  bell.stir(OPERATOR)
}
