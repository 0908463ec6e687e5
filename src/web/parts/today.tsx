/** What goes on now: the car that charges, what waits for the owner, and the last charges. */
import { useState } from 'preact/hooks'
import { useData } from '../data.ts'
import type { Charging } from '../driving.ts'
import { energy, line, moment, percent, power, time } from '../format.ts'
import { OPEN } from '../kinds.ts'
import { useNames, VEHICLES } from '../names.ts'
import type { Charge, ChargeInFull, List, Owner, Question, Vehicle } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button, ButtonLink } from './button.tsx'
import { Card, Row, Rows } from './card.tsx'
import { Empty, Loaded } from './empty.tsx'
import { Badge, FlagBadge } from './flag.tsx'
import { Icon } from './icon.tsx'
import { NotifyHere } from './notify.tsx'
import { grouped, InboxCard } from './inbox.tsx'
import { AtChargers, AwayBadge, isAway, nameOf, useRunning } from './chargers.tsx'
import { Page } from './page.tsx'
import { Battery } from './progress.tsx'
import { pushState } from '../push.ts'
import { useCell } from '../cell.ts'
import { unsent } from '../answers.ts'
import { Link } from '../route.tsx'

const LAST = '/v1/charges/mine?limit=20'
const SHOWN = 5

export function Today({ owner }: { owner: Owner }) {
  const { home: t } = useWords()
  const vehicles = useData<List<Vehicle>>(VEHICLES)
  const running = useRunning()
  return (
    <Page title={owner.name ? t.hello(owner.name) : t.helloYou}>
      <Loaded of={vehicles}>
        {({ items }) =>
          items.length > 0 ? (
            <Now vehicles={items} running={running} />
          ) : (
            <>
              <AtChargers running={running} />
              <NoCar />
            </>
          )
        }
      </Loaded>
    </Page>
  )
}

function NoCar() {
  const { empty } = useWords().home
  return (
    <Empty
      icon="car"
      title={empty.title}
      action={
        <ButtonLink kind="lead" href="/welcome">
          {empty.go}
        </ButtonLink>
      }
    >
      {empty.text}
    </Empty>
  )
}

/** What his car and a charger both tell is one charge, and stands there once. */
function Now({ vehicles, running }: { vehicles: Vehicle[]; running: Charging[] }) {
  const charges = useData<List<Charge>>(LAST)
  const isReady = vehicles.some(({ sharing }) => sharing.optedIn)
  return (
    <>
      {!isReady && <Setup />}
      <Loaded of={charges}>
        {({ items }) => {
          const live = items.filter(({ status }) => status === 'charging')
          const alone = running.filter(({ charge }) => !live.some(({ id }) => id === charge))
          return (
            <div class="pair">
              <div class="stack">
                <Live charges={live} running={running} />
                <AtChargers running={alone} />
                <Waiting />
                {isReady && <Silent />}
              </div>
              <Last charges={items.filter(({ status }) => status !== 'charging')} />
            </div>
          )
        }}
      </Loaded>
    </>
  )
}

/** The first steps are offered until a car may ask. */
function Setup() {
  const { setup } = useWords().home
  return (
    <Card tone="warn" title={setup.title}>
      <div class="row apart">
        <p class="soft">{setup.text}</p>
        <ButtonLink kind="lead" href="/welcome">
          {setup.go}
        </ButtonLink>
      </div>
    </Card>
  )
}

/** Who is not notified here is offered it once, and may say no. */
const NOT_NOW = 'silent'

function Silent() {
  const { silent } = useWords().home
  const push = useCell(pushState)
  const [isAsked, setAsked] = useState(localStorage.getItem(NOT_NOW) !== null)
  if (isAsked || (push !== 'off' && push !== 'install')) return null
  const refuse = () => {
    localStorage.setItem(NOT_NOW, '')
    setAsked(true)
  }
  return (
    <Card title={silent.title}>
      <p class="soft">{silent.text}</p>
      <div class="row">
        {push === 'off' ? (
          <NotifyHere />
        ) : (
          <ButtonLink kind="lead" href="/welcome">
            {silent.how}
          </ButtonLink>
        )}
        <Button kind="quiet" onClick={refuse}>
          {silent.refuse}
        </Button>
      </div>
    </Card>
  )
}

function Live({ charges, running }: { charges: Charge[]; running: Charging[] }) {
  const { quiet } = useWords().home
  if (charges.length > 0)
    return charges.map((charge) => {
      const charging = running.find((one) => one.charge === charge.id)
      return <LiveCard key={charge.id} {...{ charge, charging }} />
    })
  return (
    <p class="said soft">
      <Icon name="plug" />
      <span>
        {quiet.title}. {quiet.text}
      </span>
    </p>
  )
}

type LiveProps = { charge: Charge; charging: Charging | undefined }

/** A charger's meter knows better than the car what was drawn. */
function LiveCard({ charge, charging }: LiveProps) {
  const { live: t } = useWords().home
  const { car, place } = useNames()
  const { soc, startedAt } = charge
  const { data: full } = useData<ChargeInFull>(`/v1/charges/mine/${encodeURIComponent(charge.id)}`)
  const last = full?.series.at(-1)
  const now = last?.soc ?? soc.end ?? soc.start ?? charging?.soc ?? null
  const energyKwh = charging?.energyKwh ?? last?.energyKwh ?? charge.energyKwh
  const powerKw = charging?.powerKw ?? last?.powerKw ?? null
  return (
    <Card
      tone="live"
      title={
        <span class="live-title">
          <Icon name="bolt" size={20} />
          {t.title}
        </span>
      }
    >
      <Link class="live-car" href={`/charges/${charge.id}`}>
        <span class="live-soc number">{now === null ? '–' : percent(now)}</span>
        <span>
          <strong>{car(charge.vehicleId)}</strong>
          <br />
          <span class="soft">
            {line([place(charge.locationId, charge.charger), t.since(time(startedAt))])}
          </span>
        </span>
        <Icon name="next" size={20} />
      </Link>
      <Battery soc={now} from={soc.start} charging label={t.soc} />
      <div class="row apart soft number">
        <span>{line([energyKwh && energy(energyKwh), powerKw && power(powerKw)])}</span>
        {charge.flag === 'pending' ? (
          <FlagBadge flag="pending" />
        ) : (
          <Badge icon={charge.sharedAs ? 'globe' : 'lock'}>
            {charge.sharedAs ? t.shared : t.private}
          </Badge>
        )}
      </div>
      {charging && <There charging={charging} />}
    </Card>
  )
}

/** The way to the charger that tells of it too. */
function There({ charging }: { charging: Charging }) {
  const { driving: t } = useWords()
  return (
    <Rows>
      <Row
        href={`/chargings/${charging.id}`}
        icon={<Icon name="plug" size={20} />}
        title={nameOf(charging.charger)}
        note={isAway(charging) ? <AwayBadge /> : t.stopThere}
      />
    </Rows>
  )
}

function Waiting() {
  const { questions: t } = useWords().home
  const open = useData<List<Question>>(OPEN)
  const waiting = useCell(unsent)
  const items = (open.data?.items ?? []).filter(
    ({ id }) => !waiting.some(({ questionId }) => questionId === id),
  )
  if (items.length === 0) return null
  return (
    <section class="stack" aria-labelledby="waiting">
      <div class="row apart">
        <h2 id="waiting">{t.title}</h2>
        <ButtonLink kind="quiet" href="/questions">
          {t.all}
        </ButtonLink>
      </div>
      <ul class="bare inbox">
        {grouped(items)
          .slice(0, 2)
          .map((group) => (
            <InboxCard key={group[0]?.id} group={group} />
          ))}
      </ul>
    </section>
  )
}

function Last({ charges }: { charges: Charge[] }) {
  const { last: t } = useWords().home
  const { car, place, isOnly } = useNames()
  return (
    <Card
      title={t.title}
      action={
        charges.length > 0 && (
          <ButtonLink kind="quiet" href="/charges">
            {t.all}
          </ButtonLink>
        )
      }
    >
      {charges.length === 0 ? (
        <p class="soft">{t.none}</p>
      ) : (
        <Rows>
          {charges
            .slice(0, SHOWN)
            .map(({ id, vehicleId, locationId, startedAt, energyKwh, soc, charger }) => (
              <Row
                key={id}
                href={`/charges/${id}`}
                icon={<Icon name="bolt" size={20} />}
                title={place(locationId, charger)}
                note={line([moment(startedAt), !isOnly && car(vehicleId)])}
                value={energyKwh ? energy(energyKwh) : soc.end !== null && percent(soc.end)}
              />
            ))}
        </Rows>
      )}
    </Card>
  )
}
