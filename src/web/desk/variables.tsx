/** What a charger has told of its own settings. */
import { useState } from 'preact/hooks'
import { Card } from '../parts/card.tsx'
import { TextField } from '../parts/field.tsx'
import type { List } from '../wire.ts'
import type { ChargerProps } from './props.ts'
import { useLive } from './live.ts'
import type { Variable } from './wire.ts'
import { useDesk } from './words.ts'

export function Variables({ charger, path }: ChargerProps) {
  const t = useDesk().set
  const all = useLive<List<Variable>>(
    `${path}/variables?limit=1000`,
    ['chargers', 'commands'],
    charger.identity,
  )
  const [wanted, want] = useState('')
  if (!all.data) return null
  const { items } = all.data
  const fits = (one: Variable) => nameIn(one).toLowerCase().includes(wanted.trim().toLowerCase())
  return (
    <Card title={t.variables}>
      {items.length === 0 ? (
        <p class="soft">{t.noVariables}</p>
      ) : (
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
      )}
    </Card>
  )
}

function nameIn({ component, variable, attribute, evse }: Variable): string {
  const where = component === '' ? '' : `${component}${evse > 0 ? `:${evse}` : ''}.`
  const which = attribute === 'Actual' || attribute === '' ? '' : ` (${attribute})`
  return where + variable + which
}
