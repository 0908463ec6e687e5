/** Where an address leads to no page. */
import { useWords } from '../words/words.ts'
import { ButtonLink } from './button.tsx'
import { Page } from './page.tsx'

/** `home`: where the way back leads. */
export function Lost({ home }: { home: string }) {
  const { lost } = useWords().shell
  return (
    <Page title={lost.title} lead={lost.lead} narrow>
      <ButtonLink kind="lead" href={home}>
        {lost.home}
      </ButtonLink>
    </Page>
  )
}
