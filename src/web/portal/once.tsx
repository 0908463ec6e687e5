/** A secret that was just made: to be copied now, since it is shown this once. */
import { Copy } from '../parts/copy.tsx'

export function ShownOnce({ note, label, text }: Record<'note' | 'label' | 'text', string>) {
  return (
    <div class="stack keeping">
      <p class="shown-once" role="status">
        {note}
      </p>
      <Copy label={label} text={text} />
    </div>
  )
}
