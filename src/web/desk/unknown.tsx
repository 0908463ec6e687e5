/** Cards that were shown and that nobody knows: each is let in or kept out with one tap. */
import { call } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Row } from '../parts/card.tsx'
import { say } from '../parts/toast.tsx'
import { useWords } from '../words/words.ts'
import { Ago } from './ago.tsx'
import { tokenPath, wishOf } from './tag.ts'
import type { Token, TokenStatus } from './wire.ts'
import { useDesk } from './words.ts'

export type CardProps = { token: Token; reload: () => Promise<void> }

/** Sets whether a card may charge; the toast takes that back. */
export function useDecide({ token, reload }: CardProps) {
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

export function UnknownCard({ token, reload }: CardProps) {
  const t = useDesk().tokens
  const decide = useDecide({ token, reload })
  const { idTag, seenAt, seenOn } = token
  return (
    <Row
      title={<code>{idTag}</code>}
      note={
        <>
          {seenAt && <Ago at={seenAt} />} {seenOn && t.at(seenOn)}
        </>
      }
      end={
        <span class="row">
          <Button
            kind="lead"
            aria-label={`${t.approve}: ${idTag}`}
            onClick={() => decide('Accepted')}
          >
            {t.approve}
          </Button>
          <Button aria-label={`${t.block}: ${idTag}`} onClick={() => decide('Blocked')}>
            {t.block}
          </Button>
        </span>
      }
    />
  )
}
