/** The portal's own words: `const t = usePortal()`. */
import type { PortalWords } from '../words/en/portal.ts'
import { tongue } from './tongue.ts'

export const {
  speak: speakAll,
  choose: chooseAll,
  useOwn: usePortal,
} = tongue<PortalWords>({
  en: async () => (await import('../words/en/portal.ts')).portal,
  de: async () => (await import('../words/de/portal.ts')).portal,
  zh: async () => (await import('../words/zh/portal.ts')).portal,
})
