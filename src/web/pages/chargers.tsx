/** The chargers of this server at which the owner's card lets him charge: `/chargers`, or `?c=CP-1` for those before one. */
import { useEffect } from 'preact/hooks'
import { useData } from '../data.ts'
import { date, duration, energy, line, moment } from '../format.ts'
import { Card, Row, Rows } from '../parts/card.tsx'
import { ChargerCard } from '../parts/charger.tsx'
import { nameOf, TAGS } from '../parts/chargers.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { StatusBadge } from '../parts/flag.tsx'
import { Icon } from '../parts/icon.tsx'
import { Page, type PageProps } from '../parts/page.tsx'
import { go, useRoute } from '../route.tsx'
import type { Charging, OpenCharger, OwnTag } from '../driving.ts'
import { CHARGERS, CHARGINGS, useStarting } from '../starting.ts'
import type { List } from '../wire.ts'
import { useWords } from '../words/words.ts'

/** What plugs and cables do is told by no stream: it is looked at so often. */
const LOOK_MS = 5000

export function ChargersPage(_: PageProps) {
  const { driving: t } = useWords()
  const asked = useRoute().query.get('c')
  const chargers = useData<List<OpenCharger>>(CHARGERS)
  useLooking(chargers.reload)
  return (
    <Page title={t.title} lead={t.lead}>
      <Loaded of={chargers}>
        {({ items }) => (
          <>
            {asked !== null && !items.some(({ identity }) => identity === asked) && (
              <p class="notice" role="status">
                <Icon name="warning" size={20} />
                {t.notYours(asked)}
              </p>
            )}
            {items.length === 0 ? (
              <Empty icon="plug" title={t.none.title}>
                {t.none.text}
              </Empty>
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

function useLooking(reload: () => Promise<void>): void {
  useEffect(() => {
    const looking = setInterval(() => {
      if (document.visibilityState === 'visible') void reload()
    }, LOOK_MS)
    return () => clearInterval(looking)
  }, [reload])
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
  const items = useData<List<Charging>>(`${CHARGINGS}?limit=20`).data?.items ?? []
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
                      <StatusBadge status={one.status} />
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
