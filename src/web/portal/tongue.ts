/** A page's own words beside those of the parts, so that each learns no more than it says. */
import { cell, useCell } from '../cell.ts'
import type { Language } from '../wire.ts'
import { choose, preferred, speak } from '../words/words.ts'

/** `const { speak, useOwn } = tongue({ en: async () => (await import('…')).own, … })`. */
export function tongue<T>(load: Record<Language, () => Promise<T>>) {
  const spoken = cell<T | null>(null)
  const learn = async (language: Language) => {
    const [own] = await Promise.all([load[language](), speak(language)])
    spoken.set(own)
  }
  return {
    /** Learns all words of the browser's own language and speaks it. */
    speak: () => learn(preferred()),
    /** Speaks another language from now on, also at the next visit. */
    choose: async (language: Language) => {
      await choose(language)
      await learn(language)
    },
    /** The words of the language spoken now. */
    useOwn: (): T => known(useCell(spoken)),
    /** The same outside of drawing. */
    own: (): T => known(spoken.get()),
  }
}

function known<T>(held: T | null): T {
  if (held === null) throw new Error('no language yet')
  return held
}
