/** One question: `/questions/<id>`, or `/questions/<id>#<token>` from a notification, without signing in. */
import { useEffect, useState } from 'preact/hooks'
import { asProblem, call, type Problem } from '../api.ts'
import { useData } from '../data.ts'
import { useNames } from '../names.ts'
import { useOwner } from '../owner.ts'
import { Answering } from '../parts/answering.tsx'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Skeleton } from '../parts/empty.tsx'
import { ChargeFacts } from '../parts/facts.tsx'
import { Page, type PageProps } from '../parts/page.tsx'
import { told } from '../parts/toast.tsx'
import { routeNow } from '../route.tsx'
import { useSeen } from '../seen.ts'
import type { List, Question } from '../wire.ts'
import { OPEN, useKind } from '../kinds.ts'
import { useWords } from '../words/words.ts'

export function QuestionPage({ id }: PageProps) {
  // Behind the hash a token goes to no server but by us, as a credential for this one question.
  const [token] = useState(() => routeNow().hash || null)
  const { question, problem, reload, set } = useQuestion(id, token)
  if (question) return <Dialog {...{ question, token, reload, set }} />
  if (problem) return <Closed problem={problem} token={token} onRetry={reload} />
  return <Skeleton />
}

/** By its token without a session and without leaving anything on the device, else as all data. */
function useQuestion(id: string, token: string | null) {
  const path = `/v1/questions/${encodeURIComponent(id)}`
  const own = useData<Question>(token ? null : path)
  // Without a network the inbox may still know it.
  const inbox = useData<List<Question>>(token ? null : OPEN)
  const [found, setFound] = useState<{ question?: Question; problem?: Problem }>({})
  const load = async () => {
    if (!token) return own.reload()
    try {
      setFound({ question: await call<Question>('GET', path, undefined, { token }) })
    } catch (error) {
      setFound(({ question }) => ({ ...(question && { question }), problem: asProblem(error) }))
    }
  }
  useEffect(() => void load(), [path, token])
  const fresh = found.question
  return {
    question: token ? fresh : (fresh ?? own.data ?? inbox.data?.items.find((one) => one.id === id)),
    problem: token ? found.problem : own.error,
    reload: async () => {
      setFound({})
      await load()
    },
    set: (question: Question) => setFound({ question }),
  }
}

type DialogProps = {
  question: Question
  token: string | null
  reload: () => Promise<void>
  set: (question: Question) => void
}

function Dialog({ question, token, reload, set }: DialogProps) {
  const { questions: t } = useWords()
  const { title } = useKind(question)
  const owner = useOwner()
  const { car } = useNames(owner != null)
  useSeen([question], token)
  return (
    <Page title={title} narrow back={owner ? '/questions' : undefined}>
      <Card>
        <ChargeFacts question={question} car={car(question.vehicleId)} />
      </Card>
      {question.state === 'expired' ? (
        <p>{t.expired}</p>
      ) : (
        <Answering {...{ question, token, set }} onUndo={reload} isSignedIn={owner != null} />
      )}
    </Page>
  )
}

function Closed({
  problem,
  token,
  onRetry,
}: {
  problem: Problem
  token: string | null
  onRetry: () => Promise<void>
}) {
  const { questions: t, shell } = useWords()
  const { closed } = t
  const known = {
    401: token ? closed.ended : closed.signIn,
    403: closed.other,
    404: closed.gone,
  }[problem.status]
  const { title, text } = known ?? { title: shell.wrong.title, text: told(problem) }
  const next = encodeURIComponent(routeNow().path)
  return (
    <Page title={title} lead={text} narrow>
      <div class="row">
        {problem.status === 401 && (
          <ButtonLink kind="lead" href={`/signin?next=${next}`}>
            {shell.signIn}
          </ButtonLink>
        )}
        {!known && <Button onClick={onRetry}>{shell.retry}</Button>}
      </div>
    </Page>
  )
}
