/** What stands at the door: what this is, that it is private, and three ways in. */
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useWords } from '../words/words.ts'
import { ButtonLink } from './button.tsx'
import { Card } from './card.tsx'
import { Icon, type IconName, Logo } from './icon.tsx'
import { Page } from './page.tsx'

export function Landing() {
  const { home, shell } = useWords()
  const { out: t } = home
  return (
    <Page title={t.title} lead={t.lead} actions={<Sample />}>
      <div class="row">
        <ButtonLink kind="lead" href="/signin?new">
          {t.start}
        </ButtonLink>
        <ButtonLink href="/signin">{shell.signIn}</ButtonLink>
      </div>
      <ol class="way">
        {t.steps.map(({ title, text }, i) => (
          <li key={title}>
            <span class="way-number" aria-hidden="true">
              {i + 1}
            </span>
            <p>
              <strong>{title}</strong> {text}
            </p>
          </li>
        ))}
      </ol>
      <Card
        title={
          <span class="row">
            <Icon name="lock" size={20} />
            {t.private.title}
          </span>
        }
      >
        <p>{t.private.text}</p>
      </Card>
      <section class="stack" aria-labelledby="doors">
        <h2 id="doors">{t.doors.title}</h2>
        <div class="grid">
          <Door href="/signin?new" icon="car" {...t.doors.owners} />
          <Door href="/partners" icon="share" {...t.doors.partners} />
          <Door href="/docs" icon="globe" {...t.doors.developers} />
        </div>
      </section>
      <Foot />
    </Page>
  )
}

/** What it comes down to, as a phone shows it; a picture only. */
function Sample() {
  const { home, questions, shell } = useWords()
  return (
    <div class="sample" aria-hidden="true">
      <div class="sample-notice">
        <p class="row apart soft">
          <span class="row">
            <Logo size={20} />
            {shell.name}
          </span>
          <span>{home.out.now}</span>
        </p>
        <p>
          <strong>{questions.share.title}</strong>
          <br />
          {home.out.sample}
        </p>
        <p class="sample-deeds">
          <span>{questions.short.once}</span>
          <span>{questions.short.skip}</span>
        </p>
      </div>
    </div>
  )
}

/** A plain link: the API documents are no page of the app. */
function Door({
  href,
  icon,
  title,
  text,
}: {
  href: string
  icon: IconName
  title: string
  text: ComponentChildren
}) {
  return (
    <a class="choice door" href={href}>
      <span class="choice-icon">
        <Icon name={icon} />
      </span>
      <span class="choice-text">
        <strong>{title}</strong>
        <span>{text}</span>
      </span>
    </a>
  )
}

function Foot() {
  const { out: t } = useWords().home
  const [isReady, setReady] = useState<boolean | null>(null)
  useEffect(() => {
    const look = async () => {
      const answer = await fetch('/readyz').catch(() => null)
      setReady(answer?.ok ?? false)
    }
    void look()
  }, [])
  return (
    <footer class="soft">
      <p>
        {t.license} <a href="/v1/license">CC BY 4.0</a>. {t.state}{' '}
        {isReady === null ? '…' : isReady ? t.ready : t.unready}
      </p>
    </footer>
  )
}
