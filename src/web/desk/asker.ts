/** Who had a charger told something, in words. */
import type { DeskWords } from '../words/en/desk.ts'

type Askers = DeskWords['ocpp']['askers']

/** `operator`, `owner:…` and `upstream:…` are people and backends; all else the server asks by itself. */
export function askerOf(t: Askers, askedBy: string): string {
  const [who = '', ...name] = askedBy.split(':')
  if (who === 'upstream') return t.upstream(name.join(':'))
  if (who === 'operator' || who === 'owner' || who === 'local list') return t[who]
  return t.server
}
