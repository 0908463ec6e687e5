/** Text to be taken elsewhere, such as commands for a module, with a button that copies it. */
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { say } from './toast.tsx'

type CopyProps = {
  text: string
  /** What it is. */
  label: string
  /** What of it, at its end, no line break may tear apart. */
  end?: string
}

/** The text is shown as it is. */
export function Copy({ text, label, end = '' }: CopyProps) {
  const { shell } = useWords()
  const copy = async () => {
    await navigator.clipboard.writeText(text + end)
    say(shell.copied)
  }
  return (
    <figure class="copy">
      <figcaption>{label}</figcaption>
      <pre tabIndex={0} role="region" aria-label={label}>
        {text}
        {end && <wbr />}
        {end && <span class="nowrap">{end}</span>}
      </pre>
      <Button class="copy-button" aria-label={`${shell.copy}: ${label}`} onClick={copy}>
        <Icon name="copy" size={18} />
        {shell.copy}
      </Button>
    </figure>
  )
}
