/** Programs to be pasted, and whole files to begin with. */
import { useState } from 'preact/hooks'
import { Card } from '../parts/card.tsx'
import { Copy } from '../parts/copy.tsx'
import { Page } from '../parts/page.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { Files } from './files.tsx'
import { sampleOf, type Task, type Tongue, TONGUES, VARIABLES } from './samples.ts'
import { usePortal } from './words.ts'

export function PullPage() {
  const t = usePortal().pull
  return (
    <Page title={t.title} lead={t.lead}>
      <Samples />
      <Files />
    </Page>
  )
}

function Samples() {
  const t = usePortal().pull
  const [task, chooseTask] = useState<Task>('pull')
  const [wanted, chooseTongue] = useState<Tongue>('curl')
  const tongues = TONGUES[task]
  const tongue = tongues.includes(wanted) ? wanted : tongues[0]!
  // The server is reached under the name by which this page was.
  const { file, text } = sampleOf(task, tongue, location.origin)
  return (
    <Card>
      <Tabs
        label={t.task}
        value={task}
        onValue={chooseTask}
        options={(['pull', 'receive'] as const).map((one) => [one, t.tasks[one]])}
      />
      <Tabs
        key={task}
        label={t.language}
        value={tongue}
        onValue={chooseTongue}
        options={tongues.map((one) => [one, t.languages[one]])}
      />
      <p class="soft">{t.notes[task]}</p>
      <Copy label={t.token} text={`export ${VARIABLES[task]}=…`} />
      <Copy label={t.file(file)} text={text} />
    </Card>
  )
}
