/** How a charger is set: its names and place, its password, other backends, its variables, and its end. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Confirm } from '../parts/dialog.tsx'
import { Switch } from '../parts/field.tsx'
import { Form, useForm } from '../parts/form.tsx'
import { say } from '../parts/toast.tsx'
import { ShownOnce } from '../portal/once.tsx'
import { go } from '../route.tsx'
import { useWords } from '../words/words.ts'
import { Address } from './address.tsx'
import { Certificates } from './certificates.tsx'
import type { ChargerProps } from './props.ts'
import { nameOf } from './command.ts'
import { Site, siteOf, useSite } from './site.tsx'
import { Upstreams } from './upstreams.tsx'
import { Variables } from './variables.tsx'
import { useDesk } from './words.ts'

export function Setup(props: ChargerProps) {
  return (
    <>
      <div class="halves">
        <Names {...props} />
        <div class="stack">
          <Typed {...props} />
          <Password {...props} />
          <Certificates {...props} />
          <LocalList {...props} />
        </div>
      </div>
      <Upstreams {...props} />
      <Variables {...props} />
      <End {...props} />
    </>
  )
}

function Names({ charger, path, reload }: ChargerProps) {
  const t = useDesk().set
  const { shell } = useWords()
  const [draft, change] = useSite(charger)
  const form = useForm(async () => {
    await call('PATCH', path, siteOf(draft))
    await reload()
    say(shell.saved)
  })
  return (
    <Card title={t.names}>
      <Form form={form} label={shell.save}>
        <Site draft={draft} change={change} problem={form.problem} />
      </Form>
    </Card>
  )
}

/** What is typed into it, also long after it was added. */
function Typed({ charger }: ChargerProps) {
  const t = useDesk().add
  return (
    <Card title={t.typed}>
      <Address charger={charger} />
    </Card>
  )
}

function Password({ charger, path, reload }: ChargerProps) {
  const t = useDesk().set
  const [isAsking, ask] = useState(false)
  const [push, setPush] = useState(false)
  const [password, setPassword] = useState<string | null>(null)
  const renew = async () => {
    const made = await call<{ password: string }>('POST', `${path}/password`, { push })
    setPassword(made.password)
    await reload()
  }
  return (
    <Card title={t.password}>
      <p class="hint">{charger.hasPassword ? t.passwordText : t.noPassword}</p>
      {password !== null && <ShownOnce note={t.once} label={t.password} text={password} />}
      {charger.isConnected && (
        <Switch label={t.push} hint={t.pushHint} on={push} onSwitch={setPush} />
      )}
      <div class="row">
        <Button onClick={() => ask(true)}>{t.renew}</Button>
      </div>
      <Confirm
        open={isAsking}
        title={t.renewAsk}
        label={t.renew}
        kind="lead"
        onClose={() => ask(false)}
        onConfirm={renew}
      >
        {t.renewText}
      </Confirm>
    </Card>
  )
}

function LocalList({ charger, path }: ChargerProps) {
  const t = useDesk().set
  const send = async () => {
    const sent = await call<{ entries: number }>('POST', `${path}/local-list`, { mode: 'full' })
    say(t.listSent(sent.entries))
  }
  if (!charger.isConnected) return null
  return (
    <Card title={t.list}>
      <p class="hint">{t.listText}</p>
      <div class="row">
        <Button onClick={send}>{t.sendList}</Button>
      </div>
    </Card>
  )
}

function End({ charger, path }: ChargerProps) {
  const t = useDesk().set
  const [isAsking, ask] = useState(false)
  const remove = async () => {
    await call('DELETE', path)
    go('/operator/chargers')
    say(t.removed(nameOf(charger)))
  }
  return (
    <Card title={t.end}>
      <p class="hint">{t.endText}</p>
      <div class="row">
        <Button kind="danger" onClick={() => ask(true)}>
          {t.remove}
        </Button>
      </div>
      <Confirm
        open={isAsking}
        title={t.removeAsk(nameOf(charger))}
        label={t.remove}
        onClose={() => ask(false)}
        onConfirm={remove}
      >
        {t.removeText}
      </Confirm>
    </Card>
  )
}
