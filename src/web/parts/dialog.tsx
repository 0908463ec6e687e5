/** A dialog over the page, the browser's own: Escape closes it, the focus stays inside and comes back. */
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { useWords } from '../words/words.ts'
import { Button, type Kind } from './button.tsx'
import { Icon } from './icon.tsx'

type DialogProps = {
  open: boolean
  title: string
  onClose: () => void
  children: ComponentChildren
}

export function Dialog({ open, title, onClose, children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null)
  const id = useId()
  const { shell } = useWords()
  useEffect(() => {
    if (open && !box.current?.open) box.current?.showModal()
    if (!open) box.current?.close()
  }, [open])
  return (
    <dialog
      ref={box}
      class="dialog"
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => event.target === box.current && onClose()}
    >
      {open && (
        <div class="dialog-inside">
          <header class="card-head">
            <h2 id={id}>{title}</h2>
            <button
              type="button"
              class="button quiet round"
              aria-label={shell.close}
              onClick={onClose}
            >
              <Icon name="close" size={20} />
            </button>
          </header>
          {children}
        </div>
      )}
    </dialog>
  )
}

type ConfirmProps = Omit<DialogProps, 'children'> & {
  children?: ComponentChildren
  /** What the button says: the deed, not "OK". */
  label: string
  kind?: Kind
  onConfirm: () => unknown
}

/** Asks once more before what is hard to undo. */
export function Confirm({ label, kind = 'danger', onConfirm, children, ...rest }: ConfirmProps) {
  const { shell } = useWords()
  return (
    <Dialog {...rest}>
      <p>{children}</p>
      <div class="row end">
        <Button kind="quiet" onClick={rest.onClose}>
          {shell.cancel}
        </Button>
        <Button
          kind={kind}
          onClick={async () => {
            await onConfirm()
            rest.onClose()
          }}
        >
          {label}
        </Button>
      </div>
    </Dialog>
  )
}
