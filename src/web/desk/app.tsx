/** The operator's desk: signed in by his token, what waits for him. */
import { call } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Loaded } from '../parts/empty.tsx'
import { Card } from '../parts/card.tsx'
import { Page } from '../parts/page.tsx'
import { Door } from '../portal/door.tsx'
import { LanguageField } from '../portal/language.tsx'
import { Frame } from '../portal/nav.tsx'
import '../portal/portal.css'
import { useWatched } from '../portal/watch.ts'
import type { Contribution } from '../portal/wire.ts'
import { useDesk } from '../portal/words.ts'
import type { List } from '../wire.ts'
import { useRoute } from '../route.tsx'
import { Contributions } from './contributions.tsx'

const SESSIONS = '/v1/operator/sessions'
/** One is enough to know whether he is signed in. */
const PROOF = '/v1/contributions?limit=1'

export function Desk() {
  const { path } = useRoute()
  const t = useDesk()
  const proof = useWatched<List<Contribution>>(PROOF)
  const isOut = proof.error?.status === 401
  const leave = async () => {
    await call('DELETE', `${SESSIONS}/current`)
    await proof.reload()
  }
  return (
    <Frame home="/operator" path={path}>
      {isOut ? (
        <Page title={t.door.title} lead={t.door.text} narrow>
          <Card>
            <Door path={SESSIONS} words={t.door} onSignIn={proof.reload} />
          </Card>
          <LanguageField label={t.language} />
        </Page>
      ) : (
        <Page title={t.title} lead={t.lead}>
          <Loaded of={proof}>{() => <Contributions onOut={proof.reload} />}</Loaded>
          <div class="row">
            <Button onClick={leave}>{t.signOut}</Button>
          </div>
        </Page>
      )}
    </Frame>
  )
}
