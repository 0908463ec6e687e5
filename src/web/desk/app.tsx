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
import { useWatched } from '../portal/watch.ts'
import { match, useRoute } from '../route.tsx'
import { AddPage } from './add.tsx'
import { ChargerPage } from './charger.tsx'
import { ChargersPage } from './chargers.tsx'
import './desk.css'
import './frames.css'
import { listen } from './live.ts'
import { LogPage } from './log.tsx'
import { MonthPage } from './month.tsx'
import { MorePage } from './more.tsx'
import { OverviewPage } from './overview.tsx'
import { PartnersPage } from './partners.tsx'
import { PhotosPage } from './photos.tsx'
import type { DeskProps } from './props.ts'
import { TokensPage } from './tokens.tsx'
import { TransactionPage } from './transaction.tsx'
import type { Health } from './wire.ts'
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
  [`${HOME}/transactions`]: MonthPage,
  [`${HOME}/identifiers`]: TokensPage,
  [`${HOME}/log`]: LogPage,
  [`${HOME}/partners`]: PartnersPage,
  [`${HOME}/photos`]: PhotosPage,
  [`${HOME}/more`]: MorePage,
}

const WAYS = [
  ['', 'home', 'now'],
  ['/chargers', 'plug', 'chargers'],
  ['/transactions', 'charges', 'transactions'],
  ['/identifiers', 'account', 'identifiers'],
  ['/log', 'filter', 'log'],
] as const satisfies [string, IconName, string][]
const WIDE = [
  ['/partners', 'share', 'partners'],
  ['/photos', 'camera', 'photos'],
] as const satisfies [string, IconName, string][]

export function Desk() {
  const t = useDesk()
  const { path } = useRoute()
  const proof = useWatched<Health>(PROOF)
  const isOut = proof.error?.status === 401
  const isIn = !isOut && proof.data !== undefined
  useEffect(() => (isIn ? listen() : undefined), [isIn])
  const wayTo = ([end, icon, name]: readonly [string, IconName, keyof typeof t.nav]) => {
    return { href: HOME + end, icon, name: t.nav[name] }
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

function Current({ path, onOut }: { path: string; onOut: () => Promise<void> }) {
  for (const [pattern, Shown] of Object.entries(pages)) {
    const parts = match(pattern, path)
    if (parts) return <Shown key={path} parts={parts} onOut={onOut} />
  }
  return <Lost home={HOME} />
}
