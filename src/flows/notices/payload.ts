/** A telling as it goes on the wire: the JSON of a web push, and the texts of a mail. */
import type { Language } from '../../domain/notices/wishes.ts'
import type { Letter } from '../ports.ts'
import type { ProofKind } from '../tables.ts'
import type { Telling } from './telling.ts'
import { wordsOf } from './words/words.ts'

/** RFC 8030's number marks a declarative push. */
const DECLARATIVE = 8030

export type Pushing = {
  /** What a tap on the body opens. */
  url: string
  /** Answers the one question; null where there is none. */
  token: string | null
  ack: string
  badge: number
}

/**
 * Two shapes in one JSON: ours, which our worker reads, and the declarative one, which Safari shows
 * by itself where no worker runs. `mutable` gives our worker the first word, so that it can say
 * that it was shown. Buttons are ours alone: declarative ones can only open pages.
 */
export function payloadOf(telling: Telling, { url, token, ack, badge }: Pushing): string {
  const { kind, question, title, body, tag, actions, language: lang } = telling
  const asked = question === null ? {} : { questionId: question, token }
  return JSON.stringify({
    kind,
    ...asked,
    ...{ title, body, url, tag, ack, actions },
    web_push: DECLARATIVE,
    notification: { title, body, navigate: url, tag, lang, silent: false, app_badge: badge },
    app_badge: badge,
    mutable: true,
  })
}

export type Writing = {
  url: string
  /** Where the owner changes how he is told of things. */
  settings: string
  timezone: string
}

/** Text and simple HTML that say the same. */
export function letterOf(telling: Telling, { url, settings, timezone }: Writing): Written {
  const { title, body, language, question, since } = telling
  const { mail } = wordsOf(language)
  const lines = [body, ...(since === null ? [] : [mail.started(timeOf(since))])]
  const care = question === null ? [] : [mail.care]
  const label = question === null ? mail.open : mail.answer

  function timeOf(at: number): string {
    const style = { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone } as const
    return `${new Intl.DateTimeFormat(language, style).format(at)} (${timezone})`
  }

  const change = { label: mail.change, url: settings }
  return written({ language, title, lines, link: { label, url }, care, why: mail.why, change })
}

/** The mail that somebody asked for who says that he is the owner; `url` holds its token. */
export function letterFor(kind: ProofKind, language: Language, url: string): Written {
  const { mail } = wordsOf(language)
  const { title, body, button, why } = mail[kind]
  const link = { label: button, url }
  return written({ language, title, lines: [body], link, care: [], why, change: null })
}

type Sheet = {
  language: Language
  title: string
  lines: string[]
  link: { label: string; url: string }
  care: string[]
  why: string
  change: { label: string; url: string } | null
}
type Written = Pick<Letter, 'subject' | 'text' | 'html' | 'language'>

/** The same as text and as HTML. */
function written({ language, title, lines, link, care, why, change }: Sheet): Written {
  const end = change ? `\n${change.label}: ${change.url}` : ''
  const foot = change ? ` <a href="${escaped(change.url)}">${escaped(change.label)}</a>` : ''
  return {
    subject: title,
    language,
    text: [...lines, `${link.label}: ${link.url}`, ...care, `-- \n${why}${end}`].join('\n\n'),
    html: page(language, [
      `<h1 style="font-size:1.25em">${escaped(title)}</h1>`,
      ...lines.map(paragraph),
      `<p><a href="${escaped(link.url)}" style="${BUTTON}">${escaped(link.label)}</a></p>`,
      ...care.map(paragraph),
      `<p><small>${escaped(why)}${foot}</small></p>`,
    ]),
  }
}

const BUTTON =
  'display:inline-block;padding:12px 24px;border-radius:8px;background:#0b6b4f;color:#fff;text-decoration:none'

function page(language: string, parts: string[]): string {
  const body = `<body style="font-family:sans-serif;max-width:36em;margin:auto">`
  return `<!doctype html><html lang="${language}">${body}${parts.join('\n')}</body></html>`
}

function paragraph(text: string): string {
  return `<p>${escaped(text)}</p>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
