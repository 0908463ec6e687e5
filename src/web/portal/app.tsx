/** The partners' portal: who is signed in, and the page of the address. */
import type { ComponentType } from 'preact'
import { useState } from 'preact/hooks'
import { Loaded } from '../parts/empty.tsx'
import type { IconName } from '../parts/icon.tsx'
import { Lost } from '../parts/lost.tsx'
import { Page } from '../parts/page.tsx'
import { match, useRoute } from '../route.tsx'
import { AccountPage } from './account.tsx'
import { DeliveriesPage } from './deliveries.tsx'
import { DeliveryPage } from './delivery.tsx'
import { Frame } from './nav.tsx'
import { Keep } from './keep.tsx'
import { MapPage } from './map.tsx'
import { ME, type PageProps } from './me.ts'
import { OcpiPage } from './ocpi.tsx'
import { OverviewPage } from './overview.tsx'
import './portal.css'
import { PullPage } from './pull.tsx'
import { PushPage } from './push.tsx'
import { useVisit } from './visit.ts'
import { Welcome } from './welcome.tsx'
import type { Joined, Partner } from './wire.ts'
import { usePortal } from './words.ts'

const HOME = '/partners'
/** What becomes of the pushes is seen while it happens. */
const LOOK_MS = 5000

const pages: Record<string, ComponentType<PageProps>> = {
  [HOME]: OverviewPage,
  [`${HOME}/push`]: PushPage,
  [`${HOME}/deliveries`]: DeliveriesPage,
  [`${HOME}/deliveries/:id`]: DeliveryPage,
  [`${HOME}/pull`]: PullPage,
  [`${HOME}/map`]: MapPage,
  [`${HOME}/ocpi`]: OcpiPage,
  [`${HOME}/account`]: AccountPage,
}

const WAYS = [
  ['', 'home', 'overview'],
  ['/push', 'share', 'push'],
  ['/deliveries', 'charges', 'deliveries'],
  ['/pull', 'download', 'pull'],
  ['/map', 'place', 'map'],
] as const satisfies [string, IconName, string][]

export function Portal() {
  const t = usePortal()
  const { path } = useRoute()
  const me = useVisit<Partner>('partner', ME, LOOK_MS)
  const [joined, setJoined] = useState<Joined | null>(null)
  const { isOut } = me
  const navigation = {
    name: t.navigation,
    ways: WAYS.map(([end, icon, name]) => ({ href: HOME + end, icon, name: t.nav[name] })),
    me: { href: `${HOME}/account`, icon: 'account' as const, name: t.nav.account },
  }
  const isIn = !isOut && joined === null && me.data !== undefined
  return (
    <Frame
      home={HOME}
      path={path}
      navigation={isIn ? navigation : undefined}
      action={isOut && !joined && <SignIn />}
    >
      {joined ? (
        <Keep joined={joined} onKept={() => setJoined(null)} />
      ) : me.error?.status === 403 ? (
        <Page title={t.suspended.title} lead={t.suspended.text} narrow>
          <p class="soft">{t.suspended.hint}</p>
        </Page>
      ) : isOut ? (
        <Welcome me={me} onJoin={setJoined} />
      ) : (
        <Loaded of={me}>{(partner) => <Current partner={partner} me={me} path={path} />}</Loaded>
      )}
    </Frame>
  )
}

/** On phones the door for who comes back lies far below. */
function SignIn() {
  return (
    <a class="button plain" href="#door">
      {usePortal().door.button}
    </a>
  )
}

function Current({ path, ...rest }: Omit<PageProps, 'id'> & { path: string }) {
  for (const [pattern, Shown] of Object.entries(pages)) {
    const parts = match(pattern, path)
    if (parts) return <Shown key={path} {...rest} id={parts['id'] ?? ''} />
  }
  return <Lost home={HOME} />
}
