/** A new password in place of a forgotten one: `/password#<token>`, from a mail. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { leave } from '../owner.ts'
import { Card } from '../parts/card.tsx'
import { Ended } from '../parts/ended.tsx'
import { Form, useForm } from '../parts/form.tsx'
import { Page } from '../parts/page.tsx'
import { Passphrase } from '../parts/passphrase.tsx'
import { say } from '../parts/toast.tsx'
import { go, routeNow } from '../route.tsx'
import { useWords } from '../words/words.ts'

export function PasswordPage() {
  const { fresh: t } = useWords().signin
  // Behind the hash it goes to no server but by us.
  const [token] = useState(() => routeNow().hash)
  const [password, setPassword] = useState('')
  const form = useForm(async () => {
    await call('POST', '/v1/owners/password', { token, password })
    // All sign-ins have ended, here as well.
    await leave()
    go('/signin', { replace: true })
    say(t.done)
  })
  if (token === '' || form.problem?.status === 410) return <Ended kind="password" />
  return (
    <Page title={t.title} lead={t.lead} narrow>
      <Card>
        <Form form={form} label={t.button}>
          <Passphrase
            isNew
            label={t.label}
            value={password}
            onValue={setPassword}
            error={form.problem?.of('password')}
          />
        </Form>
      </Card>
    </Page>
  )
}
