/** The first page: what this is, for who passes by; what goes on now, for who is signed in. */
import { useOwner } from '../owner.ts'
import { Skeleton } from '../parts/empty.tsx'
import { Landing } from '../parts/landing.tsx'
import { Today } from '../parts/today.tsx'

export function HomePage() {
  const owner = useOwner()
  if (owner === undefined) return <Skeleton />
  return owner ? <Today owner={owner} /> : <Landing />
}
