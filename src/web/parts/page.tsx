/** The frame of one page: its name in the tab and as heading, a way back, and cards below each other. */
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { Link } from '../route.tsx'
import { useWords } from '../words/words.ts'
import { Icon } from './icon.tsx'

/** What every page is given: the named part of its address, or ''. */
export type PageProps = { id: string }

type FrameProps = {
  title: string
  /** One sentence below the title. */
  lead?: ComponentChildren
  /** Where "back" goes; none on the pages of the navigation. */
  back?: string | undefined
  /** Buttons beside the title. */
  actions?: ComponentChildren
  /** A narrow column, for dialogs and forms. */
  narrow?: boolean
  children: ComponentChildren
}

/** The page that the browser itself has opened begins where browsers begin. */
let isFirst = true

/** After a change of page the heading has the focus, so that a screen reader begins there. */
export function Page({ title, lead, back, actions, narrow, children }: FrameProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const { shell } = useWords()
  useEffect(() => {
    document.title = title === shell.name ? title : `${title} · ${shell.name}`
  }, [title, shell.name])
  useLayoutEffect(() => {
    if (!isFirst) heading.current?.focus({ preventScroll: true })
    isFirst = false
  }, [])
  return (
    <div class={narrow ? 'page narrow' : 'page'}>
      <header class="page-head">
        {back && (
          <Link class="back" href={back}>
            <Icon name="back" size={20} />
            {shell.back}
          </Link>
        )}
        <div class="page-title">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {actions && <div class="row">{actions}</div>}
        </div>
        {lead && <p class="lead">{lead}</p>}
      </header>
      {children}
    </div>
  )
}
