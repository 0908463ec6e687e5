/** Other backends that share a charger's connection: who they are, and whose word counts. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Card, Row, Rows } from '../parts/card.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { SelectField } from '../parts/field.tsx'
import { say } from '../parts/toast.tsx'
import { useWords } from '../words/words.ts'
import { Backend, wishOf } from './backend.tsx'
import { Fare, State } from './fare.tsx'
import type { ChargerProps } from './props.ts'
import type { Charger, Upstream } from './wire.ts'
import { useDesk } from './words.ts'

type Authorisation = NonNullable<Charger['authorisation']>
const AUTHORISATIONS: Authorisation[] = ['ours', 'primary', 'any', 'all']

export function Upstreams({ charger, path, reload }: ChargerProps) {
  const t = useDesk().upstreams
  const { shell } = useWords()
  const { upstreams = [], authorisation } = charger
  const [editing, edit] = useState<Upstream | 'new' | null>(null)
  const put = async (wish: object) => {
    await call('PATCH', path, wish)
    await reload()
    edit(null)
    say(shell.saved)
  }
  const others = (name: string) => upstreams.filter((one) => one.name !== name).map(wishOf)
  return (
    <Card title={t.title} action={<Button onClick={() => edit('new')}>{t.add}</Button>}>
      <p class="hint">{t.text}</p>
      {upstreams.length > 0 && (
        <Rows>
          {upstreams.map((one) => (
            <OneUpstream key={one.name} one={one} onEdit={() => edit(one)} />
          ))}
        </Rows>
      )}
      {authorisation && upstreams.length > 0 && (
        <SelectField<Authorisation>
          label={t.authorisation}
          value={authorisation}
          onValue={(authorisation) => void put({ authorisation })}
          options={AUTHORISATIONS.map((one) => [one, t.authorisations[one]])}
        />
      )}
      <Dialog
        open={editing !== null}
        title={editing === 'new' ? t.add : t.edit}
        onClose={() => edit(null)}
      >
        <Backend
          before={editing === 'new' ? null : editing}
          onKeep={(wish) => put({ upstreams: [...others(wish.name), wish] })}
          onRemove={({ name }) => put({ upstreams: others(name) })}
        />
      </Dialog>
    </Card>
  )
}

function OneUpstream({ one, onEdit }: { one: Upstream; onEdit: () => void }) {
  const t = useDesk().upstreams
  const { name } = one
  return (
    <Row
      title={
        <span class="row">
          <span>{name}</span>
          <State of={one} />
        </span>
      }
      note={<Fare of={one} />}
      end={
        <Button onClick={onEdit} aria-label={`${t.edit}: ${name}`}>
          {t.edit}
        </Button>
      }
    />
  )
}
