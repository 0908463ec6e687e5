/** The button that ends a charge, and what it says until the charger has done so. */
import { useState } from 'preact/hooks'
import { cell, useCell } from '../cell.ts'
import { number } from '../format.ts'
import { Button, type Kind } from '../parts/button.tsx'
import { Confirm } from '../parts/dialog.tsx'
import { say, sayProblem } from '../parts/toast.tsx'
import { sayAnswer, stop } from './command.ts'
import type { Transaction, Version } from './wire.ts'
import { deskWords, useDesk } from './words.ts'

type Step = 'asking' | 'stopping'

/** What has been told to stop, by its id: it is the same on every page. */
const steps = cell<ReadonlyMap<string, Step>>(new Map())
/** A car may take its time; longer than this is no answer. */
const PATIENCE_MS = 60_000

function put(id: string, step: Step | null): void {
  const next = new Map(steps.get())
  if (step) next.set(id, step)
  else next.delete(id)
  steps.set(next)
}

async function end(transaction: Transaction, version: Version | null): Promise<void> {
  const { id } = transaction
  put(id, 'asking')
  try {
    const said = await stop(transaction, version)
    put(id, said.isGood ? 'stopping' : null)
    if (!said.isGood) return sayAnswer('RemoteStopTransaction', said)
  } catch (error) {
    put(id, null)
    throw error
  }
  setTimeout(() => put(id, null), PATIENCE_MS)
  say(deskWords().charges.willStop)
}

type StopProps = {
  transaction: Transaction
  version: Version | null
  /** The charger's name, for who cannot see where the button stands. */
  name: string
  kind?: Kind
}

export function StopButton({ transaction, version, name, kind = 'plain' }: StopProps) {
  const t = useDesk().charges
  const step = useCell(steps).get(transaction.id)
  const label = step ? t[step] : t.stop
  const which = `${name}, ${t.number(number(transaction.number))}`
  const [isAsking, ask] = useState(false)
  return (
    <>
      <Button
        kind={kind}
        busy={step !== undefined}
        onClick={() => ask(true)}
        aria-label={`${label}: ${which}`}
      >
        {label}
      </Button>
      <Confirm
        open={isAsking}
        title={t.stopAsk}
        label={t.stop}
        onClose={() => ask(false)}
        // The car takes its time; the button says how far it is.
        onConfirm={() => void end(transaction, version).catch(sayProblem)}
      >
        {which}. {t.stopText}
      </Confirm>
    </>
  )
}
