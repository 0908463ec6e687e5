/** What owners have added to stations and waits for a decision. */
import { Page } from '../parts/page.tsx'
import type { DeskProps } from './props.ts'
import { Contributions } from './contributions.tsx'
import { useDesk } from './words.ts'

export function PhotosPage({ onOut }: DeskProps) {
  const t = useDesk().photos
  return (
    <Page title={t.title} lead={t.lead}>
      <Contributions onOut={onOut} />
    </Page>
  )
}
