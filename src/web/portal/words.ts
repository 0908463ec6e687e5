/** The portal's and the desk's own words, beside those of the parts: `const t = usePortal()`. */
import { cell, useCell } from '../cell.ts'
import type { Language } from '../wire.ts'
import type { DeskWords } from '../words/en/desk.ts'
import type { PortalWords } from '../words/en/portal.ts'
import { choose, preferred, speak } from '../words/words.ts'

type Own = { portal: PortalWords; desk: DeskWords }

const load: Record<Language, () => Promise<[{ portal: PortalWords }, { desk: DeskWords }]>> = {
  en: () => Promise.all([import('../words/en/portal.ts'), import('../words/en/desk.ts')]),
  de: () => Promise.all([import('../words/de/portal.ts'), import('../words/de/desk.ts')]),
  zh: () => Promise.all([import('../words/zh/portal.ts'), import('../words/zh/desk.ts')]),
}

const spoken = cell<Own | null>(null)

/** Learns all words of a language and speaks it; the browser's own where none is named. */
export async function speakAll(language: Language = preferred()): Promise<void> {
  const [[{ portal }, { desk }]] = await Promise.all([load[language](), speak(language)])
  spoken.set({ portal, desk })
}

/** Speaks another language from now on, also at the next visit. */
export async function chooseAll(language: Language): Promise<void> {
  await choose(language)
  await speakAll(language)
}

export function usePortal(): PortalWords {
  return known(useCell(spoken)).portal
}

export function useDesk(): DeskWords {
  return known(useCell(spoken)).desk
}

function known(held: Own | null): Own {
  if (held === null) throw new Error('no language yet')
  return held
}
