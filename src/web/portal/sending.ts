/** What the portal's forms share: sending, and which field a fault belongs to. */
import type { Problem } from '../api.ts'
import { useForm } from '../parts/form.tsx'

/** A form whose deed is done once at a time; `submit` is for `onSubmit`. */
export function useSending(deed: () => Promise<void>) {
  const { problem, busy, send } = useForm(deed)
  const submit = (event: Event) => {
    event.preventDefault()
    void send()
  }
  return { problem, busy, submit }
}

/** What is wrong with a field or with something inside it: `faultIn(problem, 'push/region')`. */
export function faultIn(problem: Problem | null, field: string): string | undefined {
  const fault = problem?.errors.find(
    ({ pointer }) => pointer === `/${field}` || pointer.startsWith(`/${field}/`),
  )
  return fault && problem?.of(fault.pointer.slice(1))
}
