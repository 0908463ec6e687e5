/** Text to be taken elsewhere, such as commands for a module, with a button that copies it. */
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { say } from './toast.tsx'

/** `label` says what it is; the text is shown as it is. */
export function Copy({ text, label }: { text: string; label: string }) {
  const { shell } = useWords()
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    say(shell.copied)
  }
  return (
    <figure class="copy">
      <figcaption>{label}</figcaption>
      <pre tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
      <Button class="copy-button" aria-label={`${shell.copy}: ${label}`} onClick={copy}>
        <Icon name="copy" size={18} />
        {shell.copy}
      </Button>
    </figure>
  )
}
