/** The way back in for who forgot his password: a mail with a link, which leads to `/password`. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { useData } from '../data.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { TextField } from '../parts/field.tsx'
import { Form, useForm } from '../parts/form.tsx'
import { Page } from '../parts/page.tsx'
import type { Settings } from '../wire.ts'
import { useWords } from '../words/words.ts'

export function ForgottenPage() {
  const { forgotten: t } = useWords().signin
  const { data: settings } = useData<Settings>('/v1/settings')
  const [sentTo, setSent] = useState<string | null>(null)
  if (sentTo !== null) {
    return (
      <Page key="sent" title={t.sent} lead={t.sentText(sentTo)} narrow>
        <Back />
      </Page>
    )
  }
  return (
    <Page title={t.title} lead={settings?.mail === false ? t.noMail : t.lead} narrow>
      {settings?.mail !== false && <Ask onSent={setSent} />}
      <Back />
    </Page>
  )
}

function Ask({ onSent }: { onSent: (email: string) => void }) {
  const { forgotten: t, email: label } = useWords().signin
  const [email, setEmail] = useState('')
  const form = useForm(async () => {
    await call('POST', '/v1/sessions/forgotten', { email })
    onSent(email)
  })
  return (
    <Card>
      <Form form={form} label={t.button}>
        <TextField
          label={label}
          type="email"
          name="email"
          autocomplete="username"
          required
          value={email}
          onValue={setEmail}
          error={form.problem?.of('email')}
        />
      </Form>
    </Card>
  )
}

function Back() {
  const { forgotten: t } = useWords().signin
  return (
    <p class="row centre">
      <ButtonLink kind="quiet" href="/signin">
        {t.back}
      </ButtonLink>
    </p>
  )
}
