/** What stands where there is nothing yet, and helps on; and what stands while it is fetched. */
import type { ComponentChildren } from 'preact'
import type { Data } from '../data.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'
import { told } from './toast.tsx'

type EmptyProps = {
  icon: IconName
  title: string
  children?: ComponentChildren
  /** The next thing to do. */
  action?: ComponentChildren
}

export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} size={32} />
      </span>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action && <div class="row centre">{action}</div>}
    </div>
  )
}

type LoadedProps<T> = {
  of: Data<T> & { reload: () => Promise<void> }
  children: (data: T) => ComponentChildren
}

/** `<Loaded of={useData<…>(path)}>{(data) => …}</Loaded>`: grey shapes, a problem, or the thing. */
export function Loaded<T>({ of, children }: LoadedProps<T>) {
  const { shell } = useWords()
  if (of.data !== undefined) return <>{children(of.data)}</>
  if (!of.error) return <Skeleton />
  // Trying again brings nothing back.
  if (of.error.status === 404) {
    return (
      <Empty icon="warning" title={shell.lost.title}>
        {shell.lost.gone}
      </Empty>
    )
  }
  return (
    <Empty
      icon={of.error.status === 0 ? 'cloud' : 'warning'}
      title={shell.wrong.title}
      action={<Button onClick={of.reload}>{shell.retry}</Button>}
    >
      {told(of.error)}
    </Empty>
  )
}

export function Skeleton({ lines = 3 }: { lines?: number }) {
  const { shell } = useWords()
  return (
    <div class="skeleton" role="status">
      <span class="unseen">{shell.loading}</span>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} class="bone" />
      ))}
    </div>
  )
}
