/** Confirming an e-mail address: `/confirm#<token>`, from a mail. Only the tap acts: mail programs look at links too. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { refresh } from '../data.ts'
import { Card } from '../parts/card.tsx'
import { Ended } from '../parts/ended.tsx'
import { Form, useForm } from '../parts/form.tsx'
import { Page } from '../parts/page.tsx'
import { say } from '../parts/toast.tsx'
import { go, routeNow } from '../route.tsx'
import { useWords } from '../words/words.ts'

export function ConfirmPage() {
  const { confirm: t } = useWords().signin
  const [token] = useState(() => routeNow().hash)
  const form = useForm(async () => {
    await call('POST', '/v1/owners/confirm', { token })
    await refresh('/v1/owners/me')
    go('/', { replace: true })
    say(t.done)
  })
  if (token === '' || form.problem?.status === 410) return <Ended kind="address" />
  return (
    <Page title={t.title} lead={t.lead} narrow>
      <Card>
        <Form form={form} label={t.button} />
      </Card>
    </Page>
  )
}
