/** The first steps: a car, its module, sharing, notifications, and the app on the home screen. */
import { useEffect, useState } from 'preact/hooks'
import { useCell } from '../cell.ts'
import { useData } from '../data.ts'
import { install, installState } from '../install.ts'
import { VEHICLES } from '../names.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Loaded } from '../parts/empty.tsx'
import { CarStep, type Made } from '../parts/firstcar.tsx'
import { Badge } from '../parts/flag.tsx'
import { FirstWord, lastWord } from '../parts/heard.tsx'
import { OptIn } from '../parts/optin.tsx'
import { NotifyHere } from '../parts/notify.tsx'
import { Page } from '../parts/page.tsx'
import { ModuleSettings } from '../parts/settings.tsx'
import { Step } from '../parts/steps.tsx'
import { pushState } from '../push.ts'
import { useRoute } from '../route.tsx'
import type { List, Vehicle } from '../wire.ts'
import { useWords } from '../words/words.ts'

export function WelcomePage() {
  const { welcome: t } = useWords()
  const vehicles = useData<List<Vehicle>>(VEHICLES)
  return (
    <Page title={t.title} lead={t.lead}>
      <Loaded of={vehicles}>{({ items }) => <Steps vehicles={items} />}</Loaded>
    </Page>
  )
}

type Name = 'car' | 'module' | 'share' | 'push' | 'install'

/** About one car: the one that `?vehicle=` names, else the newest. */
function Steps({ vehicles }: { vehicles: Vehicle[] }) {
  const { welcome: t } = useWords()
  const { query } = useRoute()
  const [made, setMade] = useState<Made | null>(null)
  const wanted = made?.vehicleId ?? query.get('vehicle')
  const vehicle = vehicles.find(({ vehicleId }) => vehicleId === wanted) ?? newest(vehicles) ?? null
  const { step, isAllDone } = useSteps(vehicle, made)
  return (
    <>
      <ol class="steps">
        <Step {...step('car')}>
          <CarStep vehicle={vehicle} onMade={setMade} />
        </Step>
        <Step {...step('module')}>{vehicle && <ModuleStep vehicle={vehicle} made={made} />}</Step>
        <Step {...step('share')}>
          {vehicle && <OptIn vehicle={vehicle} key={vehicle.vehicleId} />}
        </Step>
        <Step {...step('push')} isOptional>
          <p class="soft">{t.push.text}</p>
          <NotifyHere />
        </Step>
        <Step {...step('install')} isOptional>
          <InstallStep />
        </Step>
      </ol>
      <div class="row">
        <ButtonLink kind={isAllDone ? 'lead' : 'plain'} href="/">
          {t.finish}
        </ButtonLink>
      </div>
    </>
  )
}

/** Which steps are done, and which is open: the one asked for, else the first that is not done. */
function useSteps(vehicle: Vehicle | null, made: Made | null) {
  const { welcome: t } = useWords()
  // Null: none is to be open.
  const [asked, setAsked] = useState<Name | null | undefined>()
  const isDone: Record<Name, boolean> = {
    car: vehicle !== null,
    module: vehicle !== null && Boolean(lastWord(vehicle)),
    share: vehicle?.sharing.optedIn ?? false,
    push: useCell(pushState) === 'on',
    install: useCell(installState) === 'installed',
  }
  const names = Object.keys(isDone) as Name[]
  const open = asked === undefined ? names.find((name) => !isDone[name]) : asked
  const done = names.filter((name) => isDone[name]).join(' ')
  useEffect(() => setAsked(undefined), [done])
  return {
    isAllDone: names.every((name) => isDone[name]),
    step: (name: Name) => ({
      number: names.indexOf(name) + 1,
      title: t[name].title,
      isDone: isDone[name],
      // What holds the secret, and is waited for, stays open: it is seen to turn green.
      isOpen: open === name || (name === 'module' && made !== null),
      onToggle: () => setAsked(open === name ? null : name),
    }),
  }
}

function ModuleStep({ vehicle: { vehicleId }, made }: { vehicle: Vehicle; made: Made | null }) {
  return (
    <>
      <ModuleSettings
        vehicleId={vehicleId}
        token={made?.vehicleId === vehicleId ? made.token : null}
      />
      <FirstWord vehicleId={vehicleId} />
    </>
  )
}

function newest(vehicles: Vehicle[]): Vehicle | undefined {
  return vehicles.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0]
}

function InstallStep() {
  const { install: t } = useWords().welcome
  const state = useCell(installState)
  return (
    <>
      <p class="soft">{t.text}</p>
      {state === 'installed' && (
        <Badge tone="good" icon="check">
          {t.installed}
        </Badge>
      )}
      {state === 'prompt' && (
        <div class="row">
          <Button kind="lead" onClick={install}>
            {t.button}
          </Button>
        </div>
      )}
      {state === 'ios' && (
        <ol>
          {t.ios.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
      )}
      {state === 'menu' && <p>{t.menu}</p>}
    </>
  )
}
