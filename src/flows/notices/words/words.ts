/** The tongues in which owners are told of things. */
import type { Language } from '../../../domain/notices/wishes.ts'
import { de } from './de.ts'
import { en, type Words } from './en.ts'
import { zh } from './zh.ts'

const tongues: Record<Language, Words> = { en, de, zh }

export function wordsOf(language: Language): Words {
  return tongues[language]
}
