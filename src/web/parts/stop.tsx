/** The way to end a charging: asked once more where it was pressed, since it cannot be taken back. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { refresh } from '../data.ts'
import { CHARGINGS } from '../starting.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'

/** A charger that said yes to a stop has stopped by then, and told of it. */
const STOP_MS = 60_000

type State = 'idle' | 'asking' | 'stopping' | 'notStopped' | 'stillOn'

/** It is gone with the card around it as soon as the charger tells of the end. */
export function Stop({ id }: { id: string }) {
  const { driving: t } = useWords()
  const [state, set] = useState<State>('idle')
  const box = useFocus(state)
  const stop = async () => {
    const path = `${CHARGINGS}/${encodeURIComponent(id)}/stop`
    const { answer } = await call<{ answer: string }>('POST', path)
    set(answer === 'Accepted' ? 'stopping' : 'notStopped')
    await refresh(CHARGINGS)
  }
  const isStopping = state === 'stopping'
  useEffect(() => {
    if (!isStopping) return
    const waiting = setTimeout(() => set('stillOn'), STOP_MS)
    return () => clearTimeout(waiting)
  }, [isStopping])
  return (
    <div class="stack tight" ref={box}>
      {state === 'asking' ? (
        <Sure onStop={stop} onKeep={() => set('idle')} />
      ) : (
        <Button kind="danger" class="wide" busy={isStopping} onClick={() => set('asking')}>
          {isStopping ? t.stopping : t.stop}
        </Button>
      )}
      <p role="status">{(state === 'notStopped' || state === 'stillOn') && t[state]}</p>
    </div>
  )
}

/** Where the button was stands the question: a finger that taps twice by mistake ends nothing. */
function Sure({ onStop, onKeep }: { onStop: () => Promise<void>; onKeep: () => void }) {
  const { driving: t } = useWords()
  return (
    <div class="stack tight" role="group" aria-label={t.sure.title}>
      <p>
        <strong>{t.sure.title}</strong>
      </p>
      <div class="row">
        <Button onClick={onKeep}>{t.sure.keep}</Button>
        <Button kind="danger" onClick={onStop}>
          {t.sure.stop}
        </Button>
      </div>
    </div>
  )
}

/** Buttons come and go here: the focus goes on to the next, and in the end to the heading. */
function useFocus(state: State) {
  const box = useRef<HTMLDivElement>(null)
  const before = useRef(state)
  useLayoutEffect(() => {
    const isChanged = before.current !== state
    before.current = state
    if (isChanged && document.activeElement === document.body)
      box.current?.querySelector('button')?.focus({ preventScroll: true })
  }, [state])
  useLayoutEffect(() => {
    const mine = box.current
    return () => {
      if (!mine?.contains(document.activeElement)) return
      document.querySelector('h1')?.focus({ preventScroll: true })
    }
  }, [])
  return box
}
