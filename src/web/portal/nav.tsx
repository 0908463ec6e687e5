/** The frame of the portal and of the desk: their name, their ways, and who may leave. */
import type { ComponentChildren } from 'preact'
import { Icon, type IconName, Logo } from '../parts/icon.tsx'
import { Toasts } from '../parts/toast.tsx'
import { Link } from '../route.tsx'
import { useWords } from '../words/words.ts'

/** `wide`: shown beside wide pages alone; on phones there is another way to it. */
export type Way = {
  href: string
  icon: IconName
  name: string
  wide?: boolean
  /** How many things wait there, and that in words. */
  count?: { number: number; text: string }
}

type FrameProps = {
  /** Where the name leads. */
  home: string
  /** What the navigation is called, and where it leads; none where nobody is signed in. */
  navigation?: { name: string; ways: Way[]; me: Way } | undefined
  path: string
  /** Beside the name: a way in or out. */
  action?: ComponentChildren
  children: ComponentChildren
}

export function Frame({ home, navigation, path, action, children }: FrameProps) {
  const { shell } = useWords()
  return (
    <>
      <a class="skip-link" href="#content">
        {shell.skip}
      </a>
      <div class={navigation ? 'frame signed-in' : 'frame'}>
        <header class="head">
          <Link class="brand" href={home}>
            <Logo size={32} />
            <span>{shell.name}</span>
          </Link>
          {navigation && (
            <nav class="nav" aria-label={navigation.name}>
              {navigation.ways.map((way) => (
                <NavItem key={way.href} way={way} path={path} home={home} />
              ))}
            </nav>
          )}
          {action}
          {navigation && <Me way={navigation.me} path={path} />}
        </header>
        <div class="middle">
          <main id="content" tabIndex={-1}>
            {children}
          </main>
        </div>
      </div>
      <Toasts />
    </>
  )
}

/** On phones the drawing alone, beside the name of the app. */
function Me({ way: { href, icon, name }, path }: { way: Way; path: string }) {
  return (
    <Link class="nav-item me" href={href} aria-current={path === href ? 'page' : undefined}>
      <Icon name={icon} />
      <span>{name}</span>
    </Link>
  )
}

function NavItem({ way, path, home }: { way: Way; path: string; home: string }) {
  const { href, icon, name, wide, count } = way
  const isInside = href !== home && path.startsWith(`${href}/`)
  return (
    <Link
      class={wide ? 'nav-item wide-only' : 'nav-item'}
      href={href}
      aria-current={path === href ? 'page' : isInside ? 'true' : undefined}
    >
      <span class="nav-icon">
        <Icon name={icon} />
        {count && count.number > 0 && (
          <span class="count">
            <span aria-hidden="true">{count.number > 99 ? '99+' : count.number}</span>
            <span class="unseen">{count.text}</span>
          </span>
        )}
      </span>
      <span>{name}</span>
    </Link>
  )
}
