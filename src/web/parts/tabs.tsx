/** Two or more views of one thing, one shown at a time; arrow keys go from one to the next. */
import { useId, useRef } from 'preact/hooks'

type TabsProps<T extends string> = {
  label: string
  value: T
  onValue: (value: T) => void
  options: [value: T, text: string][]
}

/** A row of choices such as map and list, or OVMS v2, v3 and HTTP: radio buttons in a new dress. */
export function Tabs<T extends string>({ label, value, onValue, options }: TabsProps<T>) {
  const name = useId()
  const box = useRef<HTMLFieldSetElement>(null)
  return (
    <fieldset class="tabs" ref={box}>
      <legend class="unseen">{label}</legend>
      {options.map(([one, text]) => (
        <label key={one} class="tab">
          <input type="radio" name={name} checked={one === value} onChange={() => onValue(one)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  )
}
