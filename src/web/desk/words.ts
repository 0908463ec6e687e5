/** The desk's own words: `const t = useDesk()`. */
import { tongue } from '../portal/tongue.ts'
import type { DeskWords } from '../words/en/desk.ts'

export const {
  speak: speakDesk,
  choose: chooseDesk,
  useOwn: useDesk,
  own: deskWords,
} = tongue<DeskWords>({
  en: async () => (await import('../words/en/desk.ts')).desk,
  de: async () => (await import('../words/de/desk.ts')).desk,
  zh: async () => (await import('../words/zh/desk.ts')).desk,
})
