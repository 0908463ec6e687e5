/** A stream of changes (Server-Sent Events), listened to while somebody looks at the page. */

type Stream = {
  /** It is open: what happened before was not told. */
  onOpen: () => void
  /** What the server says of a change; null where that cannot be read. */
  onChange: (change: unknown) => void
  /** It broke off; `isRefused`: and is not tried again by itself. */
  onBreak: (isRefused: boolean) => void
}

/** Opens it, closes it while nobody looks, and gives the way to end it. */
export function openStream(path: string, { onOpen, onChange, onBreak }: Stream): () => void {
  let source: EventSource | null = null
  const open = () => {
    if (source || document.visibilityState === 'hidden') return
    source = new EventSource(path)
    source.addEventListener('open', onOpen)
    source.addEventListener('changed', ({ data }) => onChange(changeIn(data as string)))
    // The browser tries again by itself, save where the server has refused.
    source.addEventListener('error', () => onBreak(source?.readyState === EventSource.CLOSED))
  }
  const close = () => {
    source?.close()
    source = null
    onBreak(false)
  }
  // A phone in a pocket keeps no connection.
  const look = () => (document.visibilityState === 'visible' ? open() : close())
  document.addEventListener('visibilitychange', look)
  open()
  return () => {
    document.removeEventListener('visibilitychange', look)
    close()
  }
}

function changeIn(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return null
  }
}
