/** What a charger has told of its own settings. */
import { useState } from 'preact/hooks'
import { Card } from '../parts/card.tsx'
import { Loaded } from '../parts/empty.tsx'
import { TextField } from '../parts/field.tsx'
import type { List } from '../wire.ts'
import type { ChargerProps } from './props.ts'
import { useLive } from './live.ts'
import type { Variable } from './wire.ts'
import { useDesk } from './words.ts'

export function Variables({ charger, path }: ChargerProps) {
  const t = useDesk().set
  const topics = ['chargers', 'commands'] as const
  const all = useLive<List<Variable>>(`${path}/variables`, [...topics], charger.identity)
  return (
    <Card title={t.variables}>
      <Loaded of={all}>{({ items }) => <Told items={items} />}</Loaded>
    </Card>
  )
}

function Told({ items }: { items: Variable[] }) {
  const t = useDesk().set
  const [wanted, want] = useState('')
  if (items.length === 0) return <p class="soft">{t.noVariables}</p>
  const fits = (one: Variable) => nameIn(one).toLowerCase().includes(wanted.trim().toLowerCase())
  return (
    <>
      <TextField label={t.find} type="search" value={wanted} onValue={want} />
      <div class="scroll tall" tabIndex={0} role="region" aria-label={t.variables}>
        <table class="wide-table settings">
          <thead>
            <tr>
              <th scope="col">{t.variable}</th>
              <th scope="col">{t.value}</th>
            </tr>
          </thead>
          <tbody>
            {items.filter(fits).map((one) => (
              <tr key={`${nameIn(one)} ${one.evse} ${one.connector}`}>
                <th scope="row">{nameIn(one)}</th>
                <td>
                  <code>{one.value ?? '–'}</code>
                  {one.wish && <small class="soft"> {t.wish(one.wish)}</small>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function nameIn({ component, variable, attribute, evse }: Variable): string {
  const where = component === '' ? '' : `${component}${evse > 0 ? `:${evse}` : ''}.`
  const which = attribute === 'Actual' || attribute === '' ? '' : ` (${attribute})`
  return where + variable + which
}
