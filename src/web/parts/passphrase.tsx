/** A field for a password, which can be looked at while it is written. */
import { useState } from 'preact/hooks'
import { useWords } from '../words/words.ts'
import { Switch, TextField } from './field.tsx'

type PassphraseProps = {
  label: string
  value: string
  onValue: (value: string) => void
  error?: string | undefined
  /** It is being chosen: password managers propose one, and it must be long. */
  isNew: boolean
}

export function Passphrase({ isNew, ...rest }: PassphraseProps) {
  const { signin: t } = useWords()
  const [isShown, setShown] = useState(false)
  return (
    <>
      <TextField
        {...rest}
        type={isShown ? 'text' : 'password'}
        name="password"
        autocomplete={isNew ? 'new-password' : 'current-password'}
        required
        {...(isNew && { hint: t.passwordHint, minLength: 10 })}
      />
      <Switch label={t.show} on={isShown} onSwitch={setShown} />
    </>
  )
}
