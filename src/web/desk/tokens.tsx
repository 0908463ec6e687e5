/** Cards that drivers show: those that nobody has decided about, and all others. */
import { useEffect, useState } from 'preact/hooks'
import { ago, date, line } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Card, Row, Rows } from '../parts/card.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Empty, Loaded } from '../parts/empty.tsx'
import { TextField } from '../parts/field.tsx'
import { Page } from '../parts/page.tsx'
import { go, useRoute } from '../route.tsx'
import type { List } from '../wire.ts'
import { TokenBadge } from './badges.tsx'
import { useLive } from './live.ts'
import { TokenForm } from './tokenform.tsx'
import { type CardProps, UnknownCard, useDecide } from './unknown.tsx'
import type { Token } from './wire.ts'
import { useDesk } from './words.ts'

const ALL = '/v1/tokens?limit=1000'
/** From so many on a field to look for one helps. */
const MANY = 10

export function TokensPage() {
  const t = useDesk().tokens
  const tokens = useLive<List<Token>>(ALL, ['tokens'])
  const [editing, edit] = useState<Token | 'new' | null>(null)
  // Others lead here to one card.
  const asked = useRoute().query.get('card')
  const meant = tokens.data?.items.find((one) => one.idTag.toLowerCase() === asked?.toLowerCase())
  useEffect(() => {
    if (meant) edit(meant)
  }, [meant?.idTag])
  const close = () => {
    edit(null)
    if (asked !== null) go('/operator/cards', { replace: true })
  }
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
              <UnknownCard key={one.idTag} token={one} reload={reload} />
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

function Known({ token, onEdit, reload }: CardProps & { onEdit: (token: Token) => void }) {
  const t = useDesk().tokens
  const decide = useDecide({ token, reload })
  const { owner, parent, expiresAt, seenAt, status } = token
  const label = token.idTag
  const isBlocked = status === 'Blocked'
  const verb = isBlocked ? t.approve : t.block
  return (
    <Row
      title={<code>{label}</code>}
      note={
        <>
          {line([
            owner,
            parent && t.inGroup(parent),
            expiresAt && t.until(`${date(expiresAt)} (${ago(expiresAt)})`),
            seenAt ? t.shown(ago(seenAt)) : t.never,
          ])}
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
