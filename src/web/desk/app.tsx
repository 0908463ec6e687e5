/** The operator's desk: signed in by his token, and the page of the address. */
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { Card } from '../parts/card.tsx'
import { Loaded } from '../parts/empty.tsx'
import type { IconName } from '../parts/icon.tsx'
import { Lost } from '../parts/lost.tsx'
import { Page } from '../parts/page.tsx'
import { Door } from '../portal/door.tsx'
import { LanguageField } from '../portal/language.tsx'
import { Frame } from '../portal/nav.tsx'
import '../portal/portal.css'
import { useVisit } from '../portal/visit.ts'
import { match, useRoute } from '../route.tsx'
import { AddPage } from './add.tsx'
import { ChargerPage } from './charger.tsx'
import { ChargersPage } from './chargers.tsx'
import './deeds.css'
import './desk.css'
import './frames.css'
import { listen, useLive } from './live.ts'
import { LogPage } from './log.tsx'
import { MonthPage } from './month.tsx'
import { MorePage } from './more.tsx'
import { OverviewPage } from './overview.tsx'
import { PartnersPage } from './partners.tsx'
import { PhotosPage } from './photos.tsx'
import type { DeskProps } from './props.ts'
import { UNKNOWN } from './tag.ts'
import { TokensPage } from './tokens.tsx'
import { TransactionPage } from './transaction.tsx'
import type { List } from '../wire.ts'
import type { Health, Token } from './wire.ts'
import { chooseDesk, useDesk } from './words.ts'

const HOME = '/operator'
const SESSIONS = '/v1/operator/sessions'
/** Whoever may ask for this is signed in. */
const PROOF = '/v1/operator/health'

const pages: Record<string, ComponentType<DeskProps>> = {
  [HOME]: OverviewPage,
  [`${HOME}/chargers`]: ChargersPage,
  [`${HOME}/add`]: AddPage,
  [`${HOME}/chargers/:charger`]: ChargerPage,
  [`${HOME}/chargers/:charger/:id`]: TransactionPage,
  [`${HOME}/charges`]: MonthPage,
  [`${HOME}/cards`]: TokensPage,
  [`${HOME}/log`]: LogPage,
  [`${HOME}/partners`]: PartnersPage,
  [`${HOME}/photos`]: PhotosPage,
  [`${HOME}/more`]: MorePage,
}

const WAYS = [
  ['', 'home', 'now'],
  ['/chargers', 'plug', 'chargers'],
  ['/charges', 'charges', 'charges'],
  ['/cards', 'account', 'cards'],
  ['/log', 'filter', 'log'],
] as const satisfies [string, IconName, string][]
const WIDE = [
  ['/partners', 'share', 'partners'],
  ['/photos', 'camera', 'photos'],
] as const satisfies [string, IconName, string][]

export function Desk() {
  const t = useDesk()
  const { path } = useRoute()
  const proof = useVisit<Health>('operator', PROOF)
  const { isOut } = proof
  const isIn = !isOut && proof.data !== undefined
  useEffect(() => (isIn ? listen() : undefined), [isIn])
  const waiting = useWaiting(isIn)
  const wayTo = ([end, icon, name]: readonly [string, IconName, keyof typeof t.nav]) => {
    const count = { number: waiting[name] ?? 0, text: t.waits(waiting[name] ?? 0) }
    return { href: HOME + end, icon, name: t.nav[name], count }
  }
  const navigation = {
    name: t.navigation,
    ways: [...WAYS.map(wayTo), ...WIDE.map((way) => ({ ...wayTo(way), wide: true }))],
    me: wayTo(['/more', 'more', 'more']),
  }
  return (
    <Frame home={HOME} path={path} navigation={isIn ? navigation : undefined}>
      {isOut ? (
        <Page title={t.door.title} lead={t.door.text} narrow>
          <Card>
            <Door path={SESSIONS} words={t.door} onSignIn={proof.reload} />
          </Card>
          <LanguageField label={t.language} onChoose={chooseDesk} />
        </Page>
      ) : (
        <Loaded of={proof}>{() => <Current path={path} onOut={proof.reload} />}</Loaded>
      )}
    </Frame>
  )
}

/** How many things wait for the operator, by the name of the way to them. */
function useWaiting(isIn: boolean): { [name: string]: number } {
  const { data } = useLive<List<Token>>(isIn ? UNKNOWN : null, ['tokens'])
  return { cards: data?.items.length ?? 0 }
}

function Current({ path, onOut }: { path: string; onOut: () => Promise<void> }) {
  for (const [pattern, Shown] of Object.entries(pages)) {
    const parts = match(pattern, path)
    if (parts) return <Shown key={path} parts={parts} onOut={onOut} />
  }
  return <Lost home={HOME} />
}
