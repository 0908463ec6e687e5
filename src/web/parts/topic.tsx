/** The ntfy topic that an owner's questions may go to. */
import { useState } from 'preact/hooks'
import { asProblem, type Problem } from '../api.ts'
import { changeOwner } from '../owner.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { TextField } from './field.tsx'
import { say, told } from './toast.tsx'

/** To be drawn anew (`key`) for another address. */
export function Topic({ url }: { url: string | null }) {
  const { account, shell } = useWords()
  const t = account.channels
  const [typed, type] = useState(url ?? '')
  const [fault, setFault] = useState<Problem | null>(null)
  const [isWrong, setWrong] = useState(false)
  const save = async (wish: string | null) => {
    setWrong(wish !== null && !URL.canParse(wish))
    if (wish !== null && !URL.canParse(wish)) return
    try {
      await changeOwner({ notifications: { ntfy: wish === null ? null : { url: wish } } })
      say(shell.saved)
    } catch (error) {
      setFault(asProblem(error))
    }
  }
  const said = fault?.of('notifications/ntfy/url') ?? (fault ? told(fault) : undefined)
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save(typed.trim())
      }}
    >
      <TextField
        label={t.ntfyUrl}
        hint={t.ntfyHint}
        type="url"
        value={typed}
        onValue={type}
        error={isWrong ? t.ntfyWrong : said}
        autocomplete="off"
        spellcheck={false}
        maxLength={500}
        optional
      />
      <div class="row">
        {typed.trim() !== (url ?? '') && typed.trim() !== '' && (
          <Button type="submit" kind="lead">
            {shell.save}
          </Button>
        )}
        {url !== null && <Button onClick={() => save(null)}>{t.ntfyRemove}</Button>}
      </div>
    </form>
  )
}
