/** A form with one deed: it waits while that is under way, and says below its fields what went wrong. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { asProblem, type Problem } from '../api.ts'
import { Button } from './button.tsx'
import { told } from './toast.tsx'

type Sending = { problem: Problem | null; busy: boolean; send: () => Promise<void> }

/** `deed` is done once at a time; the `Problem` it throws is kept until the next try. */
export function useForm(deed: () => Promise<void>): Sending {
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const send = async () => {
    if (busy) return
    setBusy(true)
    setProblem(null)
    try {
      await deed()
    } catch (error) {
      setProblem(asProblem(error))
    } finally {
      setBusy(false)
    }
  }
  return { problem, busy, send }
}

type FormProps = {
  form: Sending
  /** What its button says. */
  label: string
  /** The problem in words of one's own, where it belongs to no field. */
  said?: (problem: Problem) => string
  children?: ComponentChildren
}

export function Form({ form: { problem, busy, send }, label, said = told, children }: FormProps) {
  const box = useRef<HTMLFormElement>(null)
  // The field that is wrong may lie off the screen.
  useEffect(() => {
    if (problem) box.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [problem])
  return (
    <form
      ref={box}
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      {children}
      {problem && problem.errors.length === 0 && (
        <p class="error" role="alert">
          {said(problem)}
        </p>
      )}
      <Button kind="lead" class="wide" type="submit" busy={busy}>
        {label}
      </Button>
    </form>
  )
}
