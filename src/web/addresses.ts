/** Which page stands at which address; each is fetched when it is first opened. */
// To write a page: export `NamePage(props: PageProps)` from pages/<name>.tsx, and frame it by
// `<Page title lead? back? actions?>` (parts/page.tsx). Inside, `Card`, `Rows`/`Row` and `Facts`
// (parts/card.tsx), `Empty` and `Loaded` (parts/empty.tsx), `Button` and `ButtonLink`, `TextField`,
// `SelectField`, `Switch` and `Options` (parts/field.tsx), `Tabs`, `Dialog` and `Confirm`, `FlagBadge`,
// `StatusBadge` and `Badge` (parts/flag.tsx), `Battery`, `Copy`, `Chart`, `PlaceMap`, `say(text, deed)`.
// Data: `const charges = useData<List<Charge>>('/v1/charges/mine')` (data.ts) and
// `<Loaded of={charges}>{({ items }) => …}</Loaded>`; it draws anew by itself when the server says that
// something changed. Deeds: `await call('PATCH', path, body)` (api.ts), then `settle(path, answer)` or
// `await refresh('/v1/locations')`. What a `Button`'s onClick throws is said in a toast; forms keep a
// `Problem` and show `problem.of('field')` at the field.
// Words: words/en/<page>.ts, with the same shape in de and zh; `const { charges: t } = useWords()`.
// Numbers, times and units: format.ts. Looks: classes of style/*.css (`row`, `stack`, `grid`, `soft`,
// `hint`, `number`); rules of one page go into pages/<name>.css, imported by it, made of the names in
// style/tokens.css. No style attributes in HTML text, no inline script: the policy allows neither.
import type { ComponentType } from 'preact'
import type { PageProps } from './parts/page.tsx'
import { match } from './route.tsx'

type PageOf = ComponentType<PageProps>
type Entry = {
  pattern: string
  /** Seen without being signed in. */
  open?: boolean
  load: () => Promise<PageOf>
}

const entries: Entry[] = [
  { pattern: '/', open: true, load: async () => (await import('./pages/home.tsx')).HomePage },
  {
    pattern: '/signin',
    open: true,
    load: async () => (await import('./pages/signin.tsx')).SigninPage,
  },
  {
    pattern: '/forgotten',
    open: true,
    load: async () => (await import('./pages/forgotten.tsx')).ForgottenPage,
  },
  {
    pattern: '/password',
    open: true,
    load: async () => (await import('./pages/password.tsx')).PasswordPage,
  },
  {
    pattern: '/confirm',
    open: true,
    load: async () => (await import('./pages/confirm.tsx')).ConfirmPage,
  },
  { pattern: '/welcome', load: async () => (await import('./pages/welcome.tsx')).WelcomePage },
  {
    pattern: '/questions',
    load: async () => (await import('./pages/questions.tsx')).QuestionsPage,
  },
  {
    pattern: '/questions/:id',
    open: true,
    load: async () => (await import('./pages/question.tsx')).QuestionPage,
  },
  { pattern: '/charges', load: async () => (await import('./pages/charges.tsx')).ChargesPage },
  { pattern: '/charges/:id', load: async () => (await import('./pages/charge.tsx')).ChargePage },
  { pattern: '/places', load: async () => (await import('./pages/places.tsx')).PlacesPage },
  { pattern: '/vehicles', load: async () => (await import('./pages/vehicles.tsx')).VehiclesPage },
  { pattern: '/vehicles/:id', load: async () => (await import('./pages/vehicle.tsx')).VehiclePage },
  { pattern: '/chargers', load: async () => (await import('./pages/chargers.tsx')).ChargersPage },
  {
    pattern: '/chargings/:id',
    load: async () => (await import('./pages/charging.tsx')).ChargingPage,
  },
  { pattern: '/account', load: async () => (await import('./pages/account.tsx')).AccountPage },
]

const loaded = new Map<string, PageOf>()

export type Found = { pattern: string; open: boolean; id: string }

/** The page of an address; null where there is none. */
export function pageAt(path: string): Found | null {
  for (const { pattern, open = false } of entries) {
    const parts = match(pattern, path)
    if (parts) return { pattern, open, id: parts['id'] ?? '' }
  }
  return null
}

/** The page itself where it was fetched before. */
export function loadedPage(pattern: string): PageOf | undefined {
  return loaded.get(pattern)
}

export async function loadPage(pattern: string): Promise<void> {
  const entry = entries.find((one) => one.pattern === pattern)
  if (entry) loaded.set(pattern, await entry.load())
}
