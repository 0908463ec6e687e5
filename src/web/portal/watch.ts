/** What the server answers a visitor who signed in by a token: on no disk, and asked again while it is looked at. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { asProblem, call, type Problem } from '../api.ts'
import type { Data } from '../data.ts'

export type Watched<T> = Data<T> & {
  reload: () => Promise<void>
  /** Puts in place what a call has just answered. */
  set: (data: T) => void
}

const EMPTY = { data: undefined, error: null, loading: true, isOld: false }

/**
 * The answer of a GET; null as path asks nothing. It is asked again every so many milliseconds, and
 * when the page comes back to the screen; never while nobody looks.
 */
export function useWatched<T>(path: string | null, everyMs?: number): Watched<T> {
  const [state, setState] = useState<Data<T>>(EMPTY)
  const asked = useRef(0)
  const reload = useCallback(async () => {
    if (path === null) return
    // What was asked before a newer answer came is of no account any more.
    const turn = ++asked.current
    const keep = (next: (before: Data<T>) => Data<T>) => {
      if (turn === asked.current) setState(next)
    }
    try {
      const data = await call<T>('GET', path)
      keep((before) => after(before, data))
    } catch (error) {
      const problem = asProblem(error)
      keep((before) => failed(before, problem))
    }
  }, [path])
  const set = useCallback((data: T) => {
    asked.current++
    setState((before) => after(before, data))
  }, [])
  useEffect(() => {
    setState(EMPTY)
    void reload()
  }, [reload])
  useEffect(() => watch(reload, everyMs), [reload, everyMs])
  return { ...state, reload, set }
}

function watch(reload: () => Promise<void>, everyMs: number | undefined): () => void {
  const look = () => {
    if (document.visibilityState === 'visible') void reload()
  }
  const timer = everyMs === undefined ? undefined : setInterval(look, everyMs)
  document.addEventListener('visibilitychange', look)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
  }
}

/** What is as it was is not drawn anew. */
function after<T>(before: Data<T>, data: T): Data<T> {
  const isSame = !before.isOld && JSON.stringify(before.data) === JSON.stringify(data)
  return isSame && !before.loading ? before : { data, error: null, loading: false, isOld: false }
}

/** Who is signed out sees nothing of what he saw before. */
function failed<T>(before: Data<T>, error: Problem): Data<T> {
  const data = error.status === 401 ? undefined : before.data
  return { data, error, loading: false, isOld: data !== undefined }
}
