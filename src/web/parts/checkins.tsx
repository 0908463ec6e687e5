/** Whether shared charges are checked in at Open Charge Map: off, until the owner has read what that means. */
import { call } from '../api.ts'
import { refresh, useData } from '../data.ts'
import type { CheckIns as Wish } from '../wire.ts'
import { language, useWords } from '../words/words.ts'
import { Card } from './card.tsx'
import { Switch } from './field.tsx'
import { sayProblem } from './toast.tsx'

/** Nothing where this server makes none, and none is wished. */
export function CheckIns() {
  const { account } = useWords()
  // In the language that is spoken.
  const path = `/v1/owners/me/check-ins?language=${language()}`
  const { data } = useData<Wish>(path)
  if (!data || !(data.isPossible || data.isWished)) return null
  const switched = async (on: boolean) => {
    try {
      if (on) await call('PUT', path, { acceptText: data.version })
      else await call('DELETE', path)
    } catch (error) {
      sayProblem(error)
    }
    await refresh(path)
  }
  return (
    <Card title={account.checkIns.title}>
      <p class="hint">{data.text}</p>
      <Switch
        label={account.checkIns.label}
        on={data.isWished}
        onSwitch={(on) => void switched(on)}
      />
    </Card>
  )
}
