/** Where somebody shows his token: it becomes a cookie that no script can read. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { TextField } from '../parts/field.tsx'
import { Form, useForm } from '../parts/form.tsx'
import { told } from '../parts/toast.tsx'

type DoorProps = {
  /** Where cookies are made: `/v1/partners/sessions`. */
  path: string
  words: { token: string; button: string; wrong: string }
  onSignIn: () => Promise<void>
}

export function Door({ path, words: t, onSignIn }: DoorProps) {
  const [token, setToken] = useState('')
  const form = useForm(async () => {
    await call('POST', path, { token: token.trim() })
    await onSignIn()
  })
  const isWrong = form.problem?.status === 401 || form.problem?.of('token') !== undefined
  return (
    <Form form={form} label={t.button} said={(problem) => (isWrong ? t.wrong : told(problem))}>
      <TextField
        label={t.token}
        type="password"
        name="token"
        autocomplete="off"
        spellcheck={false}
        value={token}
        onValue={setToken}
        error={form.problem?.of('token') && t.wrong}
      />
    </Form>
  )
}
