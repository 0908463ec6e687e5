/** How a partner's pushes fare, as one word: the first thing that is to be known of them. */
import type { IconName } from '../parts/icon.tsx'
import type { Tone } from '../parts/flag.tsx'
import type { Partner } from './wire.ts'

export type Fare = 'none' | 'off' | 'unproven' | 'proven' | 'failing' | 'open' | 'disabled' | 'gone'

export function fareOf({ state, enabled, breaker, failures }: Partner['push']): Fare {
  if (state === 'none' || state === 'disabled' || state === 'gone') return state
  if (!enabled) return 'off'
  if (breaker === 'open') return 'open'
  if (state === 'unproven') return 'unproven'
  return failures > 0 ? 'failing' : 'proven'
}

export const LOOKS: Record<Fare, { tone: Tone; icon: IconName }> = {
  none: { tone: 'calm', icon: 'skip' },
  off: { tone: 'calm', icon: 'skip' },
  unproven: { tone: 'warn', icon: 'question' },
  proven: { tone: 'good', icon: 'check' },
  failing: { tone: 'warn', icon: 'warning' },
  open: { tone: 'bad', icon: 'clock' },
  disabled: { tone: 'bad', icon: 'close' },
  gone: { tone: 'bad', icon: 'close' },
}
