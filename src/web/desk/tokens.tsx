/** Identifiers that drivers show: those that nobody has decided about, and all others. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { date, line } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card, Row, Rows } from '../parts/card.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { TextField } from '../parts/field.tsx'
import { Page } from '../parts/page.tsx'
import { say } from '../parts/toast.tsx'
import type { List } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Ago } from './ago.tsx'
import { TokenBadge } from './badges.tsx'
import { useLive } from './live.ts'
import { tokenPath, wishOf } from './tag.ts'
import { TokenForm } from './tokenform.tsx'
import type { Token, TokenStatus } from './wire.ts'
import { useDesk } from './words.ts'

const ALL = '/v1/tokens?limit=1000'
/** From so many on a field to look for one helps. */
const MANY = 10

export function TokensPage() {
  const t = useDesk().tokens
  const tokens = useLive<List<Token>>(ALL, ['tokens'])
  const [editing, edit] = useState<Token | 'new' | null>(null)
  const close = () => edit(null)
  return (
    <Page
      title={t.title}
      lead={t.lead}
      actions={
        <Button kind="lead" onClick={() => edit('new')}>
          {t.add}
        </Button>
      }
    >
      <Loaded of={tokens}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="account" title={t.none}>
              {t.noneText}
            </Empty>
          ) : (
            <Listed items={items} onEdit={edit} reload={tokens.reload} />
          )
        }
      </Loaded>
      <Dialog
        open={editing !== null}
        title={editing === null || editing === 'new' ? t.add : editing.idTag}
        onClose={close}
      >
        <TokenForm
          before={editing === 'new' ? null : editing}
          onDone={async () => {
            close()
            await tokens.reload()
          }}
        />
      </Dialog>
    </Page>
  )
}

type ListedProps = {
  items: Token[]
  onEdit: (token: Token) => void
  reload: () => Promise<void>
}

function Listed({ items, onEdit, reload }: ListedProps) {
  const t = useDesk().tokens
  const [wanted, want] = useState('')
  const isMeant = ({ idTag, owner, parent }: Token) =>
    [idTag, owner, parent].join(' ').toLowerCase().includes(wanted.trim().toLowerCase())
  const unknown = items.filter(({ isUnknown }) => isUnknown)
  const known = items.filter((one) => !one.isUnknown && isMeant(one))
  return (
    <>
      {unknown.length > 0 && (
        <Card tone="warn" title={t.unknown}>
          <p class="hint">{t.unknownText}</p>
          <Rows>
            {unknown.map((one) => (
              <Unknown key={one.idTag} token={one} reload={reload} />
            ))}
          </Rows>
        </Card>
      )}
      {items.length >= MANY && (
        <TextField label={t.find} type="search" value={wanted} onValue={want} />
      )}
      {known.length > 0 && (
        <Card title={t.known}>
          <Rows>
            {known.map((one) => (
              <Known key={one.idTag} token={one} onEdit={onEdit} reload={reload} />
            ))}
          </Rows>
        </Card>
      )}
    </>
  )
}

/** Sets a token's status; the toast takes that back. */
function useDecide(token: Token, reload: () => Promise<void>) {
  const t = useDesk().tokens
  const { shell } = useWords()
  const path = tokenPath(token.idTag)
  const put = async (wish: object) => {
    await call('PUT', path, wish)
    await reload()
  }
  return async (status: TokenStatus) => {
    await put({ ...wishOf(token), status })
    // What nobody had decided about could charge no more than what is refused now.
    const undo = () => put(wishOf(token))
    say(t.decided[status](token.idTag), { label: shell.undo, run: undo })
  }
}

type OneProps = { token: Token; reload: () => Promise<void> }

function Unknown({ token, reload }: OneProps) {
  const t = useDesk().tokens
  const decide = useDecide(token, reload)
  const { seenAt, seenOn } = token
  const label = token.idTag
  return (
    <Row
      title={<code>{label}</code>}
      note={
        <>
          {seenAt && <Ago at={seenAt} />} {seenOn && t.at(seenOn)}
        </>
      }
      end={
        <span class="row">
          <Button
            kind="lead"
            aria-label={`${t.approve}: ${label}`}
            onClick={() => decide('Accepted')}
          >
            {t.approve}
          </Button>
          <Button aria-label={`${t.block}: ${label}`} onClick={() => decide('Blocked')}>
            {t.block}
          </Button>
        </span>
      }
    />
  )
}

function Known({ token, onEdit, reload }: OneProps & { onEdit: (token: Token) => void }) {
  const t = useDesk().tokens
  const decide = useDecide(token, reload)
  const { owner, parent, expiresAt, status } = token
  const label = token.idTag
  const isBlocked = status === 'Blocked'
  const verb = isBlocked ? t.approve : t.block
  return (
    <Row
      title={<code>{label}</code>}
      note={
        <>
          {line([owner, parent && t.inGroup(parent), expiresAt && t.until(date(expiresAt))])}
          <span class="row-badges">
            <TokenBadge token={token} />
          </span>
        </>
      }
      end={
        <span class="row">
          <Button aria-label={`${t.edit}: ${label}`} onClick={() => onEdit(token)}>
            {t.edit}
          </Button>
          <Button
            kind={isBlocked ? 'plain' : 'danger'}
            aria-label={`${verb}: ${label}`}
            onClick={() => decide(isBlocked ? 'Accepted' : 'Blocked')}
          >
            {verb}
          </Button>
        </span>
      }
    />
  )
}
