/** Who is signed in by a token: he is asked for only where the server has left a word for scripts that he is here. */
import { useCallback, useState } from 'preact/hooks'
import { useWatched, type Watched } from './watch.ts'

/** `isOut`: nobody is signed in. After signing in or out, `reload` sees who is here now. */
export function useVisit<T>(
  who: 'partner' | 'operator',
  path: string,
  everyMs?: number,
): Watched<T> & { isOut: boolean } {
  const [, draw] = useState<object>()
  // Without it the answer would be 401, and an error on the browser's console.
  const isHere = document.cookie.includes(`${who}-in=1`)
  const watched = useWatched<T>(isHere ? path : null, everyMs)
  const reload = useCallback(async () => {
    draw({})
    await watched.reload()
  }, [watched.reload])
  return { ...watched, reload, isOut: !isHere || watched.error?.status === 401 }
}
