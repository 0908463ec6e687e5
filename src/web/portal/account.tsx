/** The partner's own account: who it is, its token, the language, and the way out. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { date } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card, Facts } from '../parts/card.tsx'
import { Renew } from '../parts/renew.tsx'
import { Page } from '../parts/page.tsx'
import { go } from '../route.tsx'
import type { PageProps } from './me.ts'
import { LanguageField } from './language.tsx'
import { ShownOnce } from './once.tsx'
import { chooseAll, usePortal } from './words.ts'

const SESSIONS = '/v1/partners/sessions'

export function AccountPage({ partner, me }: PageProps) {
  const t = usePortal()
  const { facts } = t.account
  const leave = async () => {
    await call('DELETE', `${SESSIONS}/current`)
    go('/partners')
    await me.reload()
  }
  return (
    <Page title={t.account.title}>
      <Card>
        <Facts
          items={[
            [facts.name, partner.name],
            [facts.email, partner.email],
            [facts.license, partner.license],
            [facts.since, date(partner.createdAt)],
            [facts.id, <code>{partner.id}</code>],
          ]}
        />
      </Card>
      <Token />
      <Card>
        <LanguageField label={t.language} onChoose={chooseAll} />
      </Card>
      <div class="row">
        <Button onClick={leave}>{t.signOut}</Button>
      </div>
    </Page>
  )
}

function Token() {
  const { account: t } = usePortal()
  const [token, setToken] = useState<string | null>(null)
  const renew = async () => {
    const renewed = await call<{ token: string }>('POST', '/v1/partners/me/token')
    setToken(renewed.token)
    // This browser goes on by the new one.
    await call('POST', SESSIONS, { token: renewed.token })
  }
  return (
    <Card title={t.token}>
      <p class="hint">{t.tokenText}</p>
      {token !== null && <ShownOnce note={t.once} label={t.token} text={token} />}
      <Renew words={t} onRenew={renew} />
    </Card>
  )
}
