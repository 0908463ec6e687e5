/** Taking one's data, signing out, and erasing the account. */
import { useState } from 'preact/hooks'
import { unsent } from '../answers.ts'
import { call } from '../api.ts'
import { useCell } from '../cell.ts'
import { leave, signOut } from '../owner.ts'
import { switchOff, thisDevice } from '../push.ts'
import { go } from '../route.tsx'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { Confirm, Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'
import { Icon } from './icon.tsx'
import { say } from './toast.tsx'

export function YourData() {
  const { account } = useWords()
  const t = account.data
  return (
    <Card title={t.title}>
      <p class="hint">{t.text}</p>
      <div class="row">
        <Button
          onClick={async () => {
            download(await call('GET', '/v1/owners/me/export'))
            say(t.done)
          }}
        >
          <Icon name="download" size={20} />
          {t.export}
        </Button>
        <SignOut />
      </div>
    </Card>
  )
}

/** Hands the browser a file that is written so that people can read it. */
function download(content: unknown): void {
  const file = new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = 'chargeshare.json'
  link.click()
  // Not before the browser has taken it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

function SignOut() {
  const { account } = useWords()
  const t = account.data
  const [isAsking, ask] = useState(false)
  const waiting = useCell(unsent)
  const out = async () => {
    if (thisDevice() !== null) await switchOff()
    // First away: this page would ask a stranger to sign in.
    go('/', { replace: true })
    await signOut()
  }
  return (
    <>
      <Button onClick={() => ask(true)}>{t.signOut}</Button>
      <Confirm
        open={isAsking}
        title={t.signOutAsk}
        label={t.signOut}
        kind="lead"
        onClose={() => ask(false)}
        onConfirm={out}
      >
        {t.signOutText}
        {waiting.length > 0 && <strong class="sure">{t.waiting(waiting.length)}</strong>}
      </Confirm>
    </>
  )
}

/** For good: confirmed by typing the address. */
export function Erase({ email }: { email: string }) {
  const { account } = useWords()
  const t = account.erase
  const [isAsking, ask] = useState(false)
  return (
    <Card title={t.title}>
      <p class="hint">{t.text}</p>
      <div class="row">
        <Button kind="danger" onClick={() => ask(true)}>
          <Icon name="trash" size={18} />
          {t.button}
        </Button>
      </div>
      <Dialog open={isAsking} title={t.ask} onClose={() => ask(false)}>
        <p>{t.text}</p>
        <Sure email={email} onCancel={() => ask(false)} />
      </Dialog>
    </Card>
  )
}

function Sure({ email, onCancel }: { email: string; onCancel: () => void }) {
  const { account, shell } = useWords()
  const t = account.erase
  const [typed, type] = useState('')
  const [isWrong, setWrong] = useState(false)
  const erase = async () => {
    if (typed.trim().toLowerCase() !== email.toLowerCase()) return setWrong(true)
    if (thisDevice() !== null) await switchOff()
    await call('DELETE', '/v1/owners/me')
    go('/', { replace: true })
    await leave()
    say(t.done)
  }
  return (
    <>
      <TextField
        label={t.type}
        hint={email}
        type="email"
        value={typed}
        onValue={type}
        error={isWrong ? t.wrong : undefined}
        autocomplete="off"
        spellcheck={false}
      />
      <div class="row end">
        <Button kind="quiet" onClick={onCancel}>
          {shell.cancel}
        </Button>
        <Button kind="danger" onClick={erase}>
          {t.confirm}
        </Button>
      </div>
    </>
  )
}
