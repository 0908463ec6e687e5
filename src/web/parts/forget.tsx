/** At a place that is never shared: keeping only how many charges there were. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { changed } from '../data.ts'
import { month } from '../format.ts'
import type { Location } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Card } from './card.tsx'
import { Confirm } from './dialog.tsx'
import { Switch } from './field.tsx'
import { say, sayProblem } from './toast.tsx'

export function Forget({ place }: { place: Location }) {
  const { places } = useWords()
  const t = places.forget
  const [isAsking, ask] = useState(false)
  const set = async (forgetCharges: boolean) => {
    await call('PATCH', `/v1/locations/${encodeURIComponent(place.id)}`, { forgetCharges })
    await changed(['locations', 'charges'])
    say(forgetCharges ? t.done : t.off)
  }
  return (
    <Card title={t.title}>
      <Switch
        label={t.label}
        hint={t.hint}
        on={place.forgetCharges || isAsking}
        onSwitch={(on) => (on ? ask(true) : void set(false).catch(sayProblem))}
      />
      {place.months.length > 0 && (
        <>
          <h3>{t.months}</h3>
          <dl class="months">
            {place.months.map((one) => (
              <div key={one.month}>
                <dt>{month(one.month)}</dt>
                <dd>{places.charges(one.charges)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <Confirm
        open={isAsking}
        title={t.ask}
        label={t.confirm}
        onClose={() => ask(false)}
        onConfirm={() => set(true)}
      >
        {t.text}
      </Confirm>
    </Card>
  )
}
