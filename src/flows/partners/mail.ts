/** Mails partners what they must know of their pushes, where the operator has set a mail server. */
import { backoff } from '../../domain/partners/backoff.ts'
import type { Note } from '../../domain/partners/partner.ts'
import type { Letter, World } from '../ports.ts'

type Needs = Pick<World, 'store' | 'mail' | 'chance' | 'policy' | 'log'>

const AT_ONCE = 20
const LEASE_MS = 120_000
/** The note itself stays; to mail it is given up after so many tries. */
const TRIES = 6

/** Mails all that is due; returns how many were tried. */
export function mailPartners(world: Needs) {
  return async (now: number): Promise<number> => {
    if (world.mail === null) return 0
    const { write } = world.store
    const due = await write(({ notes }) => notes.take(now, now + LEASE_MS, AT_ONCE))
    for (const note of due) await mailOne(world, note, now)
    return due.length
  }
}

async function mailOne(
  { store, mail, policy, chance, log }: Needs,
  note: Note & { tries: number },
  now: number,
): Promise<void> {
  const partner = await store.read.partners.get(note.partner)
  if (partner === null || mail === null) return
  const { status, error } = await mail.send(letterOf(note, partner.email, policy.publicUrl))
  const isSent = status !== null && status < 400
  const tries = note.tries + 1
  if (!isSent) log.warn({ partner: partner.id, status, error, tries }, 'mail to partner failed')
  const again = isSent || tries === TRIES ? null : now + backoff(tries, chance())
  await store.write(({ notes }) => notes.setMail(note.id, tries, again))
}

const SAID: Record<Note['kind'], [subject: string, text: string]> = {
  'push.gone': [
    'Pushes to you were switched off',
    'your address answered 410 Gone, so nothing more is pushed there',
  ],
  'push.disabled': [
    'Pushes to you were switched off',
    'your address has taken nothing for five days, so nothing more is pushed there',
  ],
  'secret.renewed': [
    'The secret of your pushes was changed',
    'a new secret signs your pushes; the old one signs them too for a while',
  ],
}

function letterOf({ kind, at }: Note, to: string, publicUrl: string): Letter {
  const [subject, what] = SAID[kind]
  const text = [
    `On ${new Date(at).toISOString()}: ${what}.`,
    'Nothing is lost: all events stay in the feed, which you may pull (GET /v1/charges).',
    'To have pushes again: PATCH /v1/partners/me {"push":{"enabled":true}}. Your address proves',
    'itself anew, and pushes go on where they ended; POST /v1/partners/me/replay {"since": …}',
    'begins elsewhere.',
    `${publicUrl}/docs`,
    'You get this because your e-mail address was told when a partner of this server signed up.',
    'If that was not you, there is nothing that you need to do.',
  ]
  const html = text.map((line) => `<p>${escaped(line)}</p>`).join('')
  return { to, subject, text: text.join('\n'), html, language: 'en', unsubscribe: null }
}

function escaped(line: string): string {
  return line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
