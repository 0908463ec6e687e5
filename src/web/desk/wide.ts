/** Whether the screen has room for a table; what is narrower gets rows. */
import { useEffect, useState } from 'preact/hooks'

const WIDE = matchMedia('(min-width: 60rem)')

export function useWide(): boolean {
  const [isWide, set] = useState(WIDE.matches)
  useEffect(() => {
    const look = () => set(WIDE.matches)
    look()
    WIDE.addEventListener('change', look)
    return () => WIDE.removeEventListener('change', look)
  }, [])
  return isWide
}
