/** Signing up as a partner; accepting the licence, with its text at hand, is the only condition. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { Card } from '../parts/card.tsx'
import { TextField } from '../parts/field.tsx'
import { Form, useForm } from '../parts/form.tsx'
import { useWatched } from './watch.ts'
import type { Joined, LicenseText } from './wire.ts'
import { usePortal } from './words.ts'

export function Join({ onJoin }: { onJoin: (joined: Joined) => void }) {
  const t = usePortal().join
  const license = useWatched<LicenseText>('/v1/license').data
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [isAccepted, accept] = useState(false)
  const [isTried, setTried] = useState(false)
  const form = useForm(async () => {
    setTried(true)
    if (!isAccepted || !license) return
    const wish = { name, email, acceptLicense: license.id }
    const joined = await call<Joined>('POST', '/v1/partners', wish)
    await call('POST', '/v1/partners/sessions', { token: joined.token })
    onJoin(joined)
  })
  return (
    <Card title={t.title}>
      <p class="hint">{t.text}</p>
      <Form form={form} label={t.button}>
        <TextField
          label={t.name}
          hint={t.nameHint}
          name="organization"
          autocomplete="organization"
          value={name}
          onValue={setName}
          error={form.problem?.of('name')}
        />
        <TextField
          label={t.email}
          hint={t.emailHint}
          // Not of type email: what is wrong with it is said in our own words.
          inputMode="email"
          name="email"
          autocomplete="email"
          value={email}
          onValue={setEmail}
          error={form.problem?.of('email')}
        />
        <License
          license={license}
          isAccepted={isAccepted}
          onAccept={accept}
          isMissing={isTried && !isAccepted}
        />
      </Form>
    </Card>
  )
}

type LicenseProps = {
  license: LicenseText | undefined
  isAccepted: boolean
  onAccept: (isAccepted: boolean) => void
  isMissing: boolean
}

function License({ license, isAccepted, onAccept, isMissing }: LicenseProps) {
  const t = usePortal().join
  return (
    <>
      {license && (
        <details class="more">
          <summary>{t.license}</summary>
          <pre class="license" tabIndex={0} role="region" aria-label={license.id}>
            {license.text}
          </pre>
        </details>
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={isAccepted}
          aria-invalid={isMissing}
          onChange={(event) => onAccept(event.currentTarget.checked)}
        />
        {t.accept(license?.id ?? '…')}
      </label>
      {isMissing && (
        <p class="error" role="alert">
          {t.mustAccept}
        </p>
      )}
    </>
  )
}
