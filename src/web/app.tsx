/** The app's frame: navigation, what is said to everybody, and the page of the address. */
import { useEffect, useErrorBoundary, useState } from 'preact/hooks'
import { unsent } from './answers.ts'
import { useCell } from './cell.ts'
import { isReached, useData } from './data.ts'
import { OPEN } from './kinds.ts'
import { listen } from './live.ts'
import { useOwner } from './owner.ts'
import { loadedPage, loadPage, pageAt } from './addresses.ts'
import { Button, ButtonLink } from './parts/button.tsx'
import { Empty, Skeleton } from './parts/empty.tsx'
import { Icon, type IconName, Logo } from './parts/icon.tsx'
import { Lost } from './parts/lost.tsx'
import { Toasts } from './parts/toast.tsx'
import { go, Link, useRoute } from './route.tsx'
import type { List, Owner, Question } from './wire.ts'
import { preferred, speak, useWords } from './words/words.ts'

export function App() {
  const owner = useOwner()
  const { shell } = useWords()
  const { path } = useRoute()
  useEffect(() => listen(owner != null), [owner != null])
  useEffect(() => {
    if (owner) void speak(owner.language ?? preferred())
  }, [owner?.language])
  return (
    <>
      <a class="skip-link" href="#content">
        {shell.skip}
      </a>
      <div class={owner === null ? 'frame' : 'frame signed-in'}>
        <Head owner={owner} path={path} />
        <div class="middle">
          <Notices />
          <main id="content" tabIndex={-1}>
            <Current owner={owner} path={path} key={pageAt(path)?.pattern ?? ''} />
          </main>
        </div>
      </div>
      <Toasts />
    </>
  )
}

const NAV: [
  href: string,
  icon: IconName,
  name: 'home' | 'questions' | 'charges' | 'places' | 'vehicles',
][] = [
  ['/', 'home', 'home'],
  ['/questions', 'question', 'questions'],
  ['/charges', 'charges', 'charges'],
  ['/places', 'place', 'places'],
  ['/vehicles', 'car', 'vehicles'],
]

function Head({ owner, path }: { owner: Owner | null | undefined; path: string }) {
  const { shell } = useWords()
  return (
    <header class="head">
      <Link class="brand" href="/">
        <Logo size={32} />
        <span>{shell.name}</span>
      </Link>
      {owner !== null && <Navigation path={path} />}
      {owner === null && path !== '/signin' && (
        <ButtonLink href="/signin">{shell.signIn}</ButtonLink>
      )}
      {owner !== null && (
        <Link class="nav-item me" href="/account" aria-current={current(path, '/account')}>
          <Icon name="account" />
          <span>{shell.nav.account}</span>
        </Link>
      )}
    </header>
  )
}

function Navigation({ path }: { path: string }) {
  const { shell } = useWords()
  const open = useOpenQuestions()
  return (
    <nav class="nav" aria-label={shell.navigation}>
      {NAV.map(([href, icon, name]) => (
        <Link key={href} class="nav-item" href={href} aria-current={current(path, href)}>
          <span class="nav-icon">
            <Icon name={icon} />
            {name === 'questions' && open > 0 && (
              <span class="count">
                <span aria-hidden="true">{open > 99 ? '99+' : open}</span>
                <span class="unseen">{shell.open(open)}</span>
              </span>
            )}
          </span>
          <span>{shell.nav[name]}</span>
        </Link>
      ))}
    </nav>
  )
}

/** How many wait for an answer; on the app's icon too, where there is one. */
function useOpenQuestions(): number {
  const { data } = useData<List<Question>>(OPEN)
  const waiting = useCell(unsent)
  const answered = new Set(waiting.map(({ questionId }) => questionId))
  const count = data?.items.filter(({ id }) => !answered.has(id)).length ?? 0
  useEffect(() => {
    if (data && 'setAppBadge' in navigator) void navigator.setAppBadge(count).catch(() => undefined)
  }, [count, data])
  return count
}

function current(path: string, href: string): 'page' | 'true' | undefined {
  if (path === href) return 'page'
  return href !== '/' && path.startsWith(`${href}/`) ? 'true' : undefined
}

/** No network, and answers that wait for it. */
function Notices() {
  const { shell } = useWords()
  const waiting = useCell(unsent)
  const isOnline = useOnline()
  return (
    <div role="status">
      {!isOnline && (
        <p class="notice">
          <Icon name="cloud" size={20} />
          {shell.offline}
        </p>
      )}
      {waiting.length > 0 && (
        <p class="notice">
          <Icon name="clock" size={20} />
          {shell.waiting(waiting.length)}
        </p>
      )}
    </div>
  )
}

function useOnline(): boolean {
  const reached = useCell(isReached)
  const [isOnline, set] = useState(navigator.onLine)
  useEffect(() => {
    const look = () => set(navigator.onLine)
    addEventListener('online', look)
    addEventListener('offline', look)
    return () => {
      removeEventListener('online', look)
      removeEventListener('offline', look)
    }
  }, [])
  return isOnline && reached
}

/** The page of the address; who must sign in first is led there and back. */
function Current({ owner, path }: { owner: Owner | null | undefined; path: string }) {
  const found = pageAt(path)
  const pattern = found?.pattern
  const [, draw] = useState<object>()
  const [failed, setFailed] = useState(false)
  const [broken, mend] = useErrorBoundary((error: unknown) => reportError(error))
  useEffect(() => {
    if (!pattern || loadedPage(pattern)) return
    loadPage(pattern).then(
      () => draw({}),
      () => setFailed(true),
    )
  }, [pattern])
  const mustSignIn = owner === null && found?.open === false
  useEffect(() => {
    // With what it asks for: the charger that a link at its post names.
    if (mustSignIn)
      go(`/signin?next=${encodeURIComponent(path + location.search)}`, { replace: true })
  }, [mustSignIn, path])
  if (!found) return <Lost home="/" />
  if (broken || failed) return <Broken onMend={failed ? () => location.reload() : mend} />
  const Shown = loadedPage(found.pattern)
  if (!Shown || mustSignIn) return <Skeleton />
  return <Shown key={found.id} id={found.id} />
}

function Broken({ onMend }: { onMend: () => void }) {
  const { shell } = useWords()
  return (
    <Empty
      icon="warning"
      title={shell.wrong.title}
      action={<Button onClick={onMend}>{shell.retry}</Button>}
    >
      {shell.wrong.broken}
    </Empty>
  )
}
