/** Buttons, and links that look like them: `<Button kind="lead" onClick={save}>Save</Button>`. */
import type { ButtonHTMLAttributes, ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Link } from '../route.tsx'
import { sayProblem } from './toast.tsx'

/** `lead`: the one deed of a page; `plain`: others; `quiet`: beside the way; `danger`: cannot be undone. */
export type Kind = 'lead' | 'plain' | 'quiet' | 'danger'

type ButtonProps = Omit<ButtonHTMLAttributes, 'onClick' | 'class' | 'type'> & {
  kind?: Kind
  /** While its promise is open the button waits; what it throws is said in a toast. */
  onClick?: () => unknown
  busy?: boolean
  class?: string
  type?: 'button' | 'submit'
  children: ComponentChildren
}

export function Button({
  kind = 'plain',
  onClick,
  busy,
  class: extra = '',
  type = 'button',
  ...rest
}: ButtonProps) {
  const [working, setWorking] = useState(false)
  const press = async () => {
    if (!onClick || working || busy) return
    setWorking(true)
    try {
      await onClick()
    } catch (error) {
      sayProblem(error)
    } finally {
      setWorking(false)
    }
  }
  const waits = working || busy === true
  return (
    <button
      {...rest}
      type={type}
      class={`button ${kind} ${extra}`}
      aria-busy={waits}
      onClick={() => void press()}
    />
  )
}

/** A way to another page that looks like a button. */
export function ButtonLink({
  kind = 'plain',
  href,
  children,
}: {
  kind?: Kind
  href: string
  children: ComponentChildren
}) {
  return (
    <Link class={`button ${kind}`} href={href}>
      {children}
    </Link>
  )
}
