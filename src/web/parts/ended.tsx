/** What stands where the link of a mail works no more: the way to a new one. */
import { useWords } from '../words/words.ts'
import { ButtonLink } from './button.tsx'
import { Page } from './page.tsx'

export function Ended({ kind }: { kind: 'password' | 'address' }) {
  const { ended: t } = useWords().signin
  return (
    <Page key="ended" title={t.title} lead={t.text} narrow>
      <div class="row">
        <ButtonLink kind="lead" href={kind === 'password' ? '/forgotten' : '/account'}>
          {t[kind]}
        </ButtonLink>
      </div>
    </Page>
  )
}
