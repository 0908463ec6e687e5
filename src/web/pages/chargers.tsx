/** The chargers of this server at which the owner's card lets him charge: `/chargers`, or `?c=CP-1` for those before one. */
import { useData } from '../data.ts'
import { date, duration, energy, line, moment } from '../format.ts'
import { Card, Row, Rows } from '../parts/card.tsx'
import { ChargerCard } from '../parts/charger.tsx'
import { AwayBadge, isAway, LATEST, nameOf, TAGS } from '../parts/chargers.tsx'
import { Copy } from '../parts/copy.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { StatusBadge } from '../parts/flag.tsx'
import { Icon } from '../parts/icon.tsx'
import { Page, type PageProps } from '../parts/page.tsx'
import { useLooking } from '../looking.ts'
import { useOwner } from '../owner.ts'
import { go, useRoute } from '../route.tsx'
import type { Charging, OpenCharger, OwnTag } from '../driving.ts'
import { CHARGERS, useStarting } from '../starting.ts'
import type { List } from '../wire.ts'
import { useWords } from '../words/words.ts'

export function ChargersPage(_: PageProps) {
  const { driving: t } = useWords()
  const asked = useRoute().query.get('c')
  const chargers = useData<List<OpenCharger>>(CHARGERS)
  const email = useOwner()?.email
  useLooking(chargers.reload)
  return (
    <Page title={t.title} lead={t.lead}>
      <Loaded of={chargers}>
        {({ items }) => (
          <>
            {asked !== null && !items.some(({ identity }) => identity === asked) && (
              <p class="notice" role="status">
                <Icon name="warning" size={20} />
                <span>
                  {t.notYours(asked)} {items.length > 0 && email && t.tell(email)}
                </span>
              </p>
            )}
            {items.length === 0 ? (
              <Nowhere />
            ) : (
              <div class="pair">
                <Open items={items} asked={asked} />
                <div class="stack">
                  <Chargings />
                  <Tags />
                </div>
              </div>
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}

/** The operator gives cards to accounts: this is the address that he asks for. */
function Nowhere() {
  const { driving: t } = useWords()
  const email = useOwner()?.email
  return (
    <div class="stack">
      <Empty
        icon="plug"
        title={t.none.title}
        action={email && <Copy label={t.none.address} text={email} />}
      >
        {t.none.text}
      </Empty>
      <Before />
    </div>
  )
}

/** What he charged while a card let him. */
function Before() {
  const items = useData<List<Charging>>(LATEST).data?.items ?? []
  return items.length > 0 && <Chargings />
}

/** The one he stands before comes first. */
function Open({ items, asked }: { items: OpenCharger[]; asked: string | null }) {
  const { driving: t } = useWords()
  const starting = useStarting((id) => go(`/chargings/${id}`))
  const cards = (some: OpenCharger[]) =>
    some.map((charger) => <ChargerCard key={charger.identity} {...{ charger, ...starting }} />)
  const first = items.filter(({ identity }) => identity === asked)
  const others = items.filter(({ identity }) => identity !== asked)
  return (
    <div class="stack">
      {cards(first)}
      {first.length > 0 && others.length > 0 && <h2>{t.others}</h2>}
      {cards(others)}
    </div>
  )
}

function Chargings() {
  const { driving: t } = useWords()
  const items = useData<List<Charging>>(LATEST).data?.items ?? []
  return (
    <Card title={t.yours}>
      {items.length === 0 ? (
        <p class="soft">{t.noneYet}</p>
      ) : (
        <Rows>
          {items.map((one) => (
            <Row
              key={one.id}
              href={`/chargings/${one.id}`}
              icon={<Icon name="bolt" size={20} />}
              title={nameOf(one.charger)}
              note={
                <>
                  {line([moment(one.startedAt), lasted(one)])}
                  {one.status !== 'completed' && (
                    <span class="row badges">
                      {isAway(one) ? <AwayBadge /> : <StatusBadge status={one.status} />}
                    </span>
                  )}
                </>
              }
              value={one.energyKwh !== null && energy(one.energyKwh)}
            />
          ))}
        </Rows>
      )}
    </Card>
  )
}

function lasted({ startedAt, endedAt }: Charging): string | null {
  return endedAt && duration(Date.parse(endedAt) - Date.parse(startedAt))
}

function Tags() {
  const { driving: t } = useWords()
  const { data } = useData<List<OwnTag>>(TAGS)
  return (
    <Card title={t.tags}>
      <Rows>
        {(data?.items ?? []).map(({ idTag, status, expiresAt }) => (
          <Row
            key={idTag}
            icon={<Icon name="account" size={20} />}
            title={<code>{idTag}</code>}
            note={line([t.tagStates[status], expiresAt && t.until(date(expiresAt))])}
          />
        ))}
      </Rows>
    </Card>
  )
}
