/** What the app says, in the owner's language: `const t = useWords()` in a part, `words()` elsewhere. */
// A page's words lie in `words/<language>/<page>.ts`; English is the pattern for the others.
import { type Fault, sayFaultsBy } from '../api.ts'
import { cell, useCell } from '../cell.ts'
import type { Language } from '../wire.ts'
import type { Words } from './en.ts'

export const LANGUAGES: Record<Language, string> = { en: 'English', de: 'Deutsch', zh: '中文' }

const load: Record<Language, () => Promise<Words>> = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
  zh: async () => (await import('./zh.ts')).zh,
}

const spoken = cell<{ language: Language; words: Words } | null>(null)

/** Learns a language and speaks it from now on; resolves once it does. */
export async function speak(language: Language): Promise<void> {
  if (spoken.get()?.language === language) return
  const words = await load[language]()
  document.documentElement.lang = language
  sayFaultsBy((fault) => faultIn(words, fault))
  spoken.set({ language, words })
}

/** Codes that a newer server may have are said as it says them. */
function faultIn({ problems }: Words, { code, detail, limit }: Fault): string {
  const said = (problems.fields as Record<string, string | ((limit: number) => string)>)[code ?? '']
  if (said === undefined) return detail
  return typeof said === 'string' ? said : said(limit ?? 0)
}

/** The words of the language spoken now. */
export function useWords(): Words {
  return known(useCell(spoken)).words
}

/** The same outside of drawing. */
export function words(): Words {
  return known(spoken.get()).words
}

export function language(): Language {
  return spoken.get()?.language ?? 'en'
}

/** What was chosen on this device by hand; null: nothing. */
export function chosen(): Language | null {
  const kept = localStorage.getItem('language')
  return kept !== null && kept in LANGUAGES ? (kept as Language) : null
}

/** The same, else what the browser prefers, of what we speak. */
export function preferred(): Language {
  for (const tag of [chosen() ?? '', ...navigator.languages]) {
    const short = tag.slice(0, 2)
    if (short in LANGUAGES) return short as Language
  }
  return 'en'
}

/** Remembers a choice on this device, for when nobody is signed in. */
export async function choose(language: Language): Promise<void> {
  localStorage.setItem('language', language)
  await speak(language)
}

function known<T>(held: T | null): T {
  if (held === null) throw new Error('no language yet')
  return held
}
