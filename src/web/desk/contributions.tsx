/** What owners have added, to be decided with one key each; every decision can be undone. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { Empty, Loaded } from '../parts/empty.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { say, sayProblem } from '../parts/toast.tsx'
import { useWatched } from '../portal/watch.ts'
import type { Contribution, Standing } from '../portal/wire.ts'
import { useDesk } from './words.ts'
import type { List } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { One } from './one.tsx'

const STANDINGS = ['waiting', 'approved', 'refused'] as const
const LOOK_MS = 10_000

export function Contributions({ onOut }: { onOut: () => Promise<void> }) {
  const t = useDesk().photos
  const [state, choose] = useState<Standing>('waiting')
  return (
    <>
      <Tabs
        label={t.which}
        value={state}
        onValue={choose}
        options={STANDINGS.map((one) => [one, t.states[one]])}
      />
      <Listed key={state} state={state} onOut={onOut} />
    </>
  )
}

function Listed({ state, onOut }: { state: Standing; onOut: () => Promise<void> }) {
  const t = useDesk().photos
  const { shell } = useWords()
  const listed = useWatched<List<Contribution>>(`/v1/contributions?state=${state}`, LOOK_MS)
  const isOut = listed.error?.status === 401
  useEffect(() => {
    if (isOut) void onOut()
  }, [isOut])
  const put = async (id: string, standing: Standing) => {
    await call('PATCH', `/v1/contributions/${encodeURIComponent(id)}`, { state: standing })
    await listed.reload()
  }
  const decide = async ({ id }: Contribution, standing: Standing) => {
    await put(id, standing)
    say(t[standing], { label: shell.undo, run: () => put(id, state) })
  }
  useKeys(state === 'waiting' ? (listed.data?.items ?? []) : [], decide)
  return (
    <Loaded of={listed}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty icon="check" title={t.none[state]}>
            {state === 'waiting' && t.noneText}
          </Empty>
        ) : (
          <>
            {state === 'waiting' && <p class="hint">{t.keys}</p>}
            <ul class="contributions">
              {items.map((one) => (
                <li key={one.id} data-id={one.id}>
                  <One contribution={one} onDecide={(standing) => decide(one, standing)} />
                </li>
              ))}
            </ul>
          </>
        )
      }
    </Loaded>
  )
}

type Decide = (one: Contribution, standing: Standing) => Promise<void>

const KEYS: Record<string, Standing> = { a: 'approved', r: 'refused' }

/** A and R decide what has the focus, or else the first; never while something is typed or chosen. */
function useKeys(items: Contribution[], decide: Decide) {
  const latest = useRef({ items, decide })
  latest.current = { items, decide }
  useEffect(() => {
    let isBusy = false
    const press = async (event: KeyboardEvent) => {
      const standing = KEYS[event.key.toLowerCase()]
      const isMeant = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat
      if (!standing || !isMeant || isBusy || isTyping()) return
      const { items, decide } = latest.current
      const focused = document.activeElement?.closest<HTMLElement>('[data-id]')?.dataset['id']
      const one = items.find(({ id }) => id === focused) ?? items[0]
      if (!one) return
      isBusy = true
      await decide(one, standing).catch(sayProblem)
      isBusy = false
    }
    const hear = (event: KeyboardEvent) => void press(event)
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [])
}

function isTyping(): boolean {
  const tag = document.activeElement?.tagName ?? ''
  return ['INPUT', 'SELECT', 'TEXTAREA'].includes(tag) && !isChoice(document.activeElement)
}

/** The tabs above are radio buttons: nobody types into them. */
function isChoice(element: Element | null): boolean {
  return element instanceof HTMLInputElement && element.type === 'radio'
}
