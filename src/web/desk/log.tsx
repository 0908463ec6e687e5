/** Every frame to and from chargers as it comes, sieved; each can be opened, and all of it taken away. */
import { useState } from 'preact/hooks'
import { line } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { SelectField, Switch, TextField } from '../parts/field.tsx'
import { Icon } from '../parts/icon.tsx'
import { Page } from '../parts/page.tsx'
import { useOlder } from '../older.ts'
import { useRoute } from '../route.tsx'
import type { List } from '../wire.ts'
import { namesOf } from './command.ts'
import { Frames } from './entry.tsx'
import { useLive } from './live.ts'
import { save } from './save.ts'
import type { Charger, Direction, Entry } from './wire.ts'
import { useDesk } from './words.ts'

const PATH = '/v1/ocpp/messages'
const PAGE = 50
const NDJSON = 'application/x-ndjson'

/** What other backends of a charger are told goes out too, and not to the charger. */
type Way = Direction | 'backend' | ''
const BACKENDS: Partial<Record<Way, string>> = { out: 'false', backend: 'true' }

type Sieve = {
  charger: string
  action: string
  direction: Way
  text: string
  odd: boolean
  from: string | null
  to: string | null
}

export function LogPage() {
  const t = useDesk().log
  const { query } = useRoute()
  const [sieve, set] = useState<Sieve>({
    ...{ charger: query.get('charger') ?? '', action: query.get('action') ?? '' },
    ...{ direction: '', text: '', odd: query.has('odd') },
    ...{ from: query.get('from'), to: query.get('to') },
  })
  const asked = askedOf(sieve)
  const chargers = useLive<List<Charger>>('/v1/chargers?limit=1000', []).data?.items ?? []
  const nameIn = namesOf(chargers)
  const take = () => save(`${PATH}?${asked}`, NDJSON, 'ocpp-messages.ndjson')
  return (
    <Page
      title={t.title}
      lead={t.lead}
      actions={
        <Button onClick={take}>
          <Icon name="download" size={20} />
          NDJSON
        </Button>
      }
    >
      <Filters
        sieve={sieve}
        chargers={chargers}
        onChange={(part) => set((now) => ({ ...now, ...part }))}
      />
      <Tail
        key={asked}
        asked={asked}
        nameIn={nameIn}
        {...(sieve.charger && { of: sieve.charger })}
      />
    </Page>
  )
}

function askedOf({ charger, action, direction, text, odd, from, to }: Sieve): string {
  const asked = new URLSearchParams()
  const way = direction === 'backend' ? 'out' : direction
  const backends = BACKENDS[direction]
  const told = { charger, action, direction: way, backends, text: text.trim(), from, to }
  for (const [name, value] of Object.entries(told)) if (value) asked.set(name, value)
  if (odd) asked.set('deviating', 'true')
  return asked.toString()
}

type FiltersProps = { sieve: Sieve; chargers: Charger[]; onChange: (part: Partial<Sieve>) => void }

function Filters({ sieve, chargers, onChange }: FiltersProps) {
  const {
    log: t,
    ocpp: { actions },
  } = useDesk()
  const named = chargers.map((one): [string, string] => [
    one.identity,
    one.name ? `${one.name} · ${one.identity}` : one.identity,
  ])
  const wordOf = (action: string) => line([actions[action] ?? action, AGES[action]])
  const isOld = sieve.from !== null || sieve.to !== null
  const chosen = ACTIONS.includes(sieve.action)
    ? ACTIONS
    : [...ACTIONS, sieve.action].filter(Boolean)
  return (
    <Card>
      <div class="filter-fields">
        <SelectField
          label={t.charger}
          value={sieve.charger}
          onValue={(charger) => onChange({ charger })}
          options={[['', t.all], ...named]}
        />
        <SelectField<Way>
          label={t.direction}
          value={sieve.direction}
          onValue={(direction) => onChange({ direction })}
          options={[
            ['', t.all],
            ['in', t.directions.in],
            ['out', t.directions.out],
            ['backend', t.backends],
          ]}
        />
        <SelectField
          label={t.action}
          value={sieve.action}
          onValue={(action) => onChange({ action })}
          options={[['', t.all], ...chosen.map((one): [string, string] => [one, wordOf(one)])]}
        />
        <TextField
          label={t.text}
          type="search"
          value={sieve.text}
          onValue={(text) => onChange({ text })}
        />
      </div>
      <Switch label={t.odd} on={sieve.odd} onSwitch={(odd) => onChange({ odd })} />
      {isOld && (
        <div class="row">
          <Button onClick={() => onChange({ from: null, to: null })}>{t.anyTime}</Button>
        </div>
      )}
    </Card>
  )
}

/** Those that are looked for most, from the charger and to it; others are found by their text. */
const ACTIONS = [
  ...['BootNotification', 'StatusNotification', 'Authorize', 'StartTransaction', 'MeterValues'],
  ...['StopTransaction', 'TransactionEvent', 'Heartbeat', 'FirmwareStatusNotification'],
  ...['SecurityEventNotification', 'DataTransfer', 'RemoteStartTransaction'],
  ...['RemoteStopTransaction', 'RequestStartTransaction', 'RequestStopTransaction'],
  ...['UnlockConnector', 'Reset', 'ChangeAvailability', 'TriggerMessage', 'SendLocalList'],
]

/** Two versions have two names for one thing, and so one word. */
const AGES: Record<string, string> = {
  RemoteStartTransaction: '1.6',
  RemoteStopTransaction: '1.6',
  RequestStartTransaction: '2.x',
  RequestStopTransaction: '2.x',
}

type TailProps = { asked: string; of?: string; nameIn: (identity: string) => string }

function Tail({ asked, of, nameIn }: TailProps) {
  const t = useDesk().log
  const path = `${PATH}?limit=${PAGE}${asked && `&${asked}`}`
  const newest = useLive<List<Entry>>(path, ['messages'], of)
  const older = useOlder<Entry>(path)
  return (
    <Loaded of={newest}>
      {(page) => {
        const { items: all, next } = older.with(page)
        return (
          <>
            {all.length === 0 ? (
              <Empty icon="filter" title={asked === '' ? t.none : t.noneSuch}>
                {t.noneText}
              </Empty>
            ) : (
              <Frames entries={all} nameIn={nameIn} />
            )}
            {next !== null && (
              <div class="row centre">
                <Button onClick={() => older.more(next)}>{t.more}</Button>
              </div>
            )}
          </>
        )
      }}
    </Loaded>
  )
}
