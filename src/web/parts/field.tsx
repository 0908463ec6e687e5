/** Fields of forms, each with its label, a hint and what is wrong with it. */
import type { ComponentChildren, InputHTMLAttributes } from 'preact'
import { useId } from 'preact/hooks'
import { useWords } from '../words/words.ts'

type Common = {
  label: string
  hint?: ComponentChildren
  /** What is wrong: `problem?.of('email')`. */
  error?: string | undefined
  optional?: boolean | undefined
}

type TextProps = Common & {
  value: string
  onValue: (value: string) => void
  lines?: number
  type?: 'text' | 'email' | 'password' | 'url' | 'number' | 'time' | 'date' | 'month' | 'search'
  name?: string
  autocomplete?: AutoFill
  inputMode?: 'text' | 'decimal' | 'numeric' | 'email' | 'url'
  maxLength?: number
  minLength?: number
  min?: string
  max?: string
  step?: string
  pattern?: string
  placeholder?: string
  required?: boolean
  spellcheck?: boolean
  /** What may be meant; anything else may be written too. */
  choices?: string[]
}

/** A line of text, or several with `lines`. */
export function TextField({
  label,
  hint,
  error,
  optional,
  value,
  onValue,
  lines,
  choices = [],
  ...rest
}: TextProps) {
  const ids = useNotes(hint, error)
  const list = choices.length > 0 ? `${ids.id}-choices` : undefined
  const type = (event: { currentTarget: { value: string } }) => onValue(event.currentTarget.value)
  return (
    <Wrapped {...{ label, hint, error, optional, ids }}>
      {lines ? (
        <textarea
          {...ids.of}
          name={rest.name}
          maxLength={rest.maxLength}
          placeholder={rest.placeholder}
          value={value}
          rows={lines}
          onInput={type}
        />
      ) : (
        <input
          {...({ ...rest, ...(list && { list }) } as InputHTMLAttributes)}
          {...ids.of}
          value={value}
          onInput={type}
        />
      )}
      {list && (
        <datalist id={list}>
          {choices.map((choice) => (
            <option key={choice} value={choice} />
          ))}
        </datalist>
      )}
    </Wrapped>
  )
}

type SelectProps<T extends string> = Common & {
  value: T
  onValue: (value: T) => void
  options: [value: T, text: string][]
}

/** One of several, in the system's own list. */
export function SelectField<T extends string>({
  label,
  hint,
  error,
  optional,
  value,
  onValue,
  options,
}: SelectProps<T>) {
  const ids = useNotes(hint, error)
  return (
    <Wrapped {...{ label, hint, error, optional, ids }}>
      <select
        {...ids.of}
        value={value}
        onChange={(event) => onValue(event.currentTarget.value as T)}
      >
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </Wrapped>
  )
}

type SwitchProps = {
  label: string
  hint?: ComponentChildren
  on: boolean
  onSwitch: (on: boolean) => void
  disabled?: boolean
}

/** On or off, at once. */
export function Switch({ label, hint, on, onSwitch, disabled }: SwitchProps) {
  const id = useId()
  return (
    <div class="switch">
      <div>
        <label for={id}>{label}</label>
        {hint && (
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={on}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onSwitch(event.currentTarget.checked)}
      />
    </div>
  )
}

type OptionsProps<T extends string> = {
  label: string
  value: T | null
  onValue: (value: T) => void
  options: { value: T; title: string; note?: string }[]
}

/** One of a few, each with what it means, as large buttons. */
export function Options<T extends string>({ label, value, onValue, options }: OptionsProps<T>) {
  const name = useId()
  return (
    <fieldset class="options">
      <legend>{label}</legend>
      {options.map((one) => (
        <label key={one.value} class="option">
          <input
            type="radio"
            name={name}
            value={one.value}
            checked={one.value === value}
            onChange={() => onValue(one.value)}
          />
          <span>
            <strong>{one.title}</strong>
            {one.note && <span class="hint">{one.note}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

type Notes = {
  id: string
  of: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: 'true' }
}

function useNotes(hint: ComponentChildren, error: string | undefined): Notes {
  const id = useId()
  const notes = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return {
    id,
    of: {
      id,
      ...(notes && { 'aria-describedby': notes }),
      ...(error && { 'aria-invalid': 'true' as const }),
    },
  }
}

type WrappedProps = Common & { ids: Notes; children: ComponentChildren }

function Wrapped({ label, hint, error, optional, ids, children }: WrappedProps) {
  const { shell } = useWords()
  return (
    <div class="field">
      <label for={ids.id}>
        {label}
        {optional && <span class="soft"> · {shell.optional}</span>}
      </label>
      {hint && (
        <p class="hint" id={`${ids.id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      {error && (
        <p class="error" id={`${ids.id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}
