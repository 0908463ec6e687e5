/** Choosing a photo of a station, by the camera where there is one, and how far it is on its way. */
import { useState } from 'preact/hooks'
import { asProblem } from '../api.ts'
import { send, shrunk } from '../photo.ts'
import { useWords } from '../words/words.ts'
import { Icon } from './icon.tsx'
import { told } from './toast.tsx'

/** Making it small, then a share of 1 that is sent. */
type Stage = 'making' | number | null

/** `path` takes the photo. */
export function PhotoPicker({ path, onAdded }: { path: string; onAdded: () => Promise<void> }) {
  const { adding: t } = useWords().stations
  const { stage, problem, add } = useSending(path, onAdded)
  // Newer phones offer no camera where any picture will do.
  const hasCamera = matchMedia('(pointer: coarse)').matches
  return (
    <div class="stack tight">
      <div class="row">
        {hasCamera && <Picked label={t.take} isCamera onPick={add} />}
        <Picked label={hasCamera ? t.choose : t.add} onPick={add} />
      </div>
      <p class="hint">{t.care}</p>
      {typeof stage === 'number' && (
        <progress class="sent" aria-label={t.sending} max={1} value={stage} />
      )}
      <p role="status" class={problem ? 'error' : 'unseen'}>
        {problem ?? (stage === 'making' ? t.making : stage === null ? '' : t.sending)}
      </p>
    </div>
  )
}

function useSending(path: string, onAdded: () => Promise<void>) {
  const { adding: t } = useWords().stations
  const [stage, setStage] = useState<Stage>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const add = async (file: File) => {
    if (stage !== null) return
    setProblem(null)
    setStage('making')
    try {
      const photo = await shrunk(file)
      if (!photo) return setProblem(t.unreadable)
      await send(path, photo, setStage)
      await onAdded()
    } catch (error) {
      setProblem(told(asProblem(error)))
    } finally {
      setStage(null)
    }
  }
  return { stage, problem, add }
}

type PickedProps = {
  label: string
  /** Goes to the camera at once. */
  isCamera?: boolean
  onPick: (file: File) => Promise<void>
}

function Picked({ label, isCamera = false, onPick }: PickedProps) {
  return (
    <label class="button plain picked">
      <Icon name="camera" size={20} />
      {label}
      <input
        type="file"
        accept="image/*"
        {...(isCamera && { capture: 'environment' as const })}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? []
          // The same one may be chosen again, after a fault.
          currentTarget.value = ''
          if (file) void onPick(file)
        }}
      />
    </label>
  )
}
