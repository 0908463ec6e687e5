/** A place's flag and a charge's state as small labels: a shape and a word, never the colour alone. */
import type { ComponentChildren } from 'preact'
import type { Flag, Moment } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Icon, type IconName } from './icon.tsx'

export type Tone = 'good' | 'calm' | 'warn' | 'bad' | 'live'

/** A word with a small drawing. */
export function Badge({
  tone = 'calm',
  icon,
  children,
}: {
  tone?: Tone
  icon?: IconName
  children: ComponentChildren
}) {
  return (
    <span class={`badge ${tone}`}>
      {icon && <Icon name={icon} size={16} />}
      {children}
    </span>
  )
}

const flags: Record<Flag, { icon: IconName; tone: Tone }> = {
  pending: { icon: 'question', tone: 'warn' },
  always: { icon: 'globe', tone: 'good' },
  once: { icon: 'once', tone: 'good' },
  skip: { icon: 'skip', tone: 'calm' },
  never: { icon: 'lock', tone: 'calm' },
}

export function FlagBadge({ flag }: { flag: Flag }) {
  const { shell } = useWords()
  return <Badge {...flags[flag]}>{shell.flags[flag]}</Badge>
}

const states: Record<Moment, { icon: IconName; tone: Tone }> = {
  charging: { icon: 'bolt', tone: 'live' },
  completed: { icon: 'check', tone: 'good' },
  aborted: { icon: 'warning', tone: 'warn' },
  unknown: { icon: 'clock', tone: 'calm' },
}

export function StatusBadge({ status }: { status: Moment }) {
  const { shell } = useWords()
  return <Badge {...states[status]}>{shell.status[status]}</Badge>
}
