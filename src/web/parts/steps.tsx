/** Steps one below the other along a cable: what is done is ticked, one is open. */
import type { ComponentChildren } from 'preact'
import { useWords } from '../words/words.ts'
import { Icon } from './icon.tsx'

type StepProps = {
  number: number
  title: string
  isDone: boolean
  isOpen: boolean
  isOptional?: boolean
  onToggle: () => void
  children: ComponentChildren
}

export function Step({ number, title, isDone, isOpen, isOptional, onToggle, children }: StepProps) {
  const { welcome: t } = useWords()
  return (
    <li class={isDone ? 'step done' : 'step'}>
      <h2>
        <button type="button" aria-expanded={isOpen} onClick={onToggle}>
          <span class="step-mark" aria-hidden="true">
            {isDone ? <Icon name="check" size={20} /> : number}
          </span>
          <span>{title}</span>
          {isDone && <span class="unseen">, {t.done}</span>}
          {isOptional && !isDone && <span class="soft step-note">{t.optional}</span>}
        </button>
      </h2>
      {isOpen && <div class="step-body">{children}</div>}
    </li>
  )
}
