/** The few words that the worker says by itself, where no page with all words is open. */
import type { Choice, Reason } from '../wire.ts'

type Brief = {
  later: string
  closed: string
  other: (answer: string) => string
  answers: Record<Choice | Reason, string>
}

const en: Brief = {
  later: 'Your answer is kept and will be sent when there is a network.',
  closed: 'This question is not open any more.',
  other: (answer) => `Already answered on another device: ${answer}.`,
  answers: {
    always: 'always share here',
    once: 'share just this once',
    skip: 'do not share this one',
    never: 'never share here',
    user: 'I stopped it',
    station: 'the station failed',
    other: 'something else',
  },
}

const de: Brief = {
  later: 'Ihre Antwort ist gespeichert und wird gesendet, sobald Sie Netz haben.',
  closed: 'Diese Frage ist nicht mehr offen.',
  other: (answer) => `Schon auf einem anderen Gerät beantwortet: ${answer}.`,
  answers: {
    always: 'hier immer teilen',
    once: 'nur dieses Mal teilen',
    skip: 'diese Ladung nicht teilen',
    never: 'hier nie teilen',
    user: 'ich habe sie beendet',
    station: 'die Station hatte einen Fehler',
    other: 'etwas anderes',
  },
}

const zh: Brief = {
  later: '您的回答已保存，联网后会发送。',
  closed: '这个问题已经关闭。',
  other: (answer) => `已在另一台设备上回答：${answer}。`,
  answers: {
    always: '这里始终共享',
    once: '仅共享这一次',
    skip: '不共享这一次',
    never: '这里从不共享',
    user: '是我停止的',
    station: '充电站出了故障',
    other: '其他原因',
  },
}

const all: Record<string, Brief> = { en, de, zh }

/** What is spoken here, as in words/words.ts. */
export const LANGUAGES = Object.keys(all)

/** By the language of the push; English where it is another one. */
export function brief(lang: string): Brief {
  return all[lang.slice(0, 2)] ?? en
}
