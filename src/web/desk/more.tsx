/** The rest: how the server is, ways that a phone has no room for, the language, and the way out. */
import { call } from '../api.ts'
import { duration, moment, number } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card, Facts, Row, Rows } from '../parts/card.tsx'
import { Loaded } from '../parts/empty.tsx'
import { Badge } from '../parts/flag.tsx'
import { Icon } from '../parts/icon.tsx'
import { Page } from '../parts/page.tsx'
import { LanguageField } from '../portal/language.tsx'
import { go } from '../route.tsx'
import { Ago } from './ago.tsx'
import type { DeskProps } from './props.ts'
import { useHealth } from './strip.tsx'
import type { Health } from './wire.ts'
import { chooseDesk, useDesk } from './words.ts'

export function MorePage({ onOut }: DeskProps) {
  const t = useDesk()
  const leave = async () => {
    await call('DELETE', '/v1/operator/sessions/current')
    go('/operator')
    await onOut()
  }
  return (
    <Page title={t.nav.more}>
      <div class="phones-only">
        <Card>
          <Rows>
            <Row
              href="/operator/partners"
              icon={<Icon name="share" size={20} />}
              title={t.nav.partners}
            />
            <Row
              href="/operator/photos"
              icon={<Icon name="camera" size={20} />}
              title={t.nav.photos}
            />
          </Rows>
        </Card>
      </div>
      <HealthCard />
      <Card>
        <LanguageField label={t.language} onChoose={chooseDesk} />
      </Card>
      <div class="row">
        <Button onClick={leave}>{t.signOut}</Button>
      </div>
    </Page>
  )
}

function HealthCard() {
  const t = useDesk().health
  const health = useHealth()
  return (
    <Loaded of={health}>
      {(of) => {
        const isGood = of.store === 'ok' && !health.error
        return (
          <Card
            title={t.title}
            action={
              <Badge tone={isGood ? 'good' : 'bad'} icon={isGood ? 'check' : 'warning'}>
                {isGood ? t.ready : t.storeFails}
              </Badge>
            }
          >
            <Facts items={factsOf(of, t)} />
          </Card>
        )
      }}
    </Loaded>
  )
}

type Texts = ReturnType<typeof useDesk>['health']

function factsOf(of: Health, t: Texts): Parameters<typeof Facts>[0]['items'] {
  const { chargers, partners, deliveries, lastBackupAt } = of
  const lag = deliveries.lagS < 1 ? t.none : t.behind(duration(deliveries.lagS * 1000))
  return [
    [t.database, of.store === 'ok' ? t.ok : t.storeFails],
    [t.connected, t.of(number(chargers.connected), number(chargers.expected))],
    [t.pending, number(chargers.pending)],
    [t.charging, number(of.charging)],
    [t.commands, number(of.commandsWaiting)],
    [t.deviations, number(of.deviationsToday)],
    [t.failing, t.of(number(partners.failing), number(partners.all))],
    [t.lag, lag],
    [t.backup, lastBackupAt === null ? t.never : <Ago at={lastBackupAt} />],
    [t.version, of.version],
    [t.at, moment(of.at)],
  ]
}
