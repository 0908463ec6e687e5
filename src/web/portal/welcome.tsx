/** What stands at the portal's door: what the data are, how to become a partner, how to come back. */
import { Card } from '../parts/card.tsx'
import { Page } from '../parts/page.tsx'
import { Door } from './door.tsx'
import { EXAMPLE } from './example.ts'
import { Join } from './join.tsx'
import { LanguageField } from './language.tsx'
import type { Watched } from './watch.ts'
import type { Joined, Partner } from './wire.ts'
import { chooseAll, usePortal } from './words.ts'

type WelcomeProps = { me: Watched<Partner>; onJoin: (joined: Joined) => void }

export function Welcome({ me, onJoin }: WelcomeProps) {
  const t = usePortal()
  return (
    <Page title={t.out.title} lead={t.out.lead}>
      <div class="portal-door">
        <div class="stack">
          <figure class="event">
            <figcaption>
              <strong>{t.out.example}</strong>
              <span class="hint">{t.out.exampleHint}</span>
            </figcaption>
            <pre tabIndex={0} role="region" aria-label={t.out.example}>
              {EXAMPLE}
            </pre>
          </figure>
          <p class="hint">
            {t.out.forms} <a href="/docs#/Partners">{t.out.docs}</a>
          </p>
        </div>
        <div class="stack">
          <Join onJoin={onJoin} />
          <div id="door">
            <Card title={t.door.title}>
              <p class="hint">{t.door.text}</p>
              <Door path="/v1/partners/sessions" words={t.door} onSignIn={me.reload} />
            </Card>
          </div>
          <LanguageField label={t.language} onChoose={chooseAll} />
        </div>
      </div>
      <footer class="soft">
        <p>
          <a href="/">{t.out.owners}</a>
        </p>
      </footer>
    </Page>
  )
}
