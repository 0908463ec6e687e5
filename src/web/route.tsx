/** Where the app is: the address bar is the state, links do not load the page anew. */
import type { ComponentChildren } from 'preact'
import { cell, useCell } from './cell.ts'

/** `hash` without its `#`; it may hold a token and goes to no server. */
export type Route = { path: string; query: URLSearchParams; hash: string }

const here = cell(read())
addEventListener('popstate', () => here.set(read()))
addEventListener('hashchange', () => here.set(read()))

function read(): Route {
  const { pathname, search, hash } = location
  const path = pathname.length > 1 ? pathname.replace(/\/+$/, '') : pathname
  return { path, query: new URLSearchParams(search), hash: hash.slice(1) }
}

/** Where we are; draws anew when that changes. */
export function useRoute(): Route {
  return useCell(here)
}

/** Where we are, for what is no part of the page. */
export const routeNow = here.get

/** Goes to a path of the app; `replace` leaves no step to come back to. */
export function go(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', path)
  else history.pushState(null, '', path)
  here.set(read())
  if (!replace) scrollTo(0, 0)
}

/** The parts that `:name` stands for, or null where the path is another one. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return null
  const found: Record<string, string> = {}
  for (const [i, part] of wanted.entries()) {
    if (part.startsWith(':')) found[part.slice(1)] = decoded(given[i]!)
    else if (part !== given[i]) return null
  }
  return found
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

type LinkProps = {
  href: string
  class?: string
  'aria-current'?: 'page' | 'true' | undefined
  'aria-label'?: string
  children?: ComponentChildren
}

/** A link inside the app; what opens a new tab still does. */
export function Link({ href, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    const wantsOther = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
    if (event.defaultPrevented || event.button !== 0 || wantsOther) return
    event.preventDefault()
    go(href)
  }
  return <a {...rest} href={href} onClick={follow} />
}
