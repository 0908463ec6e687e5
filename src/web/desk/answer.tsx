/** What a charger answered to a command, in one sentence, and as it came. */
import { Card } from '../parts/card.tsx'
import { Badge } from '../parts/flag.tsx'
import type { Said } from './command.ts'
import { Json } from './json.tsx'
import { useDesk } from './words.ts'

export function Answer({ said }: { said: Said }) {
  const t = useDesk().deeds
  const { isGood, text, answer } = said
  return (
    <Card
      title={t.answer}
      action={
        <Badge tone={isGood ? 'good' : 'bad'} icon={isGood ? 'check' : 'warning'}>
          {isGood ? t.good : t.bad}
        </Badge>
      }
    >
      <p>{text}</p>
      {answer !== null && (
        <details>
          <summary>{t.details}</summary>
          <Json label={t.details} of={answer} />
        </details>
      )}
    </Card>
  )
}
