/** Passwords as Drupal 7 keeps them (phpass with SHA-512), checked without holding up anybody else. */
import { createHash, hash as digestOf, timingSafeEqual } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'

/** Six bits a character, the low ones first: crypt's own base 64. */
const DIGITS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** `$S$`, the rounds as a power of two, 8 of salt, 43 of hash; `U` before what was MD5 before. */
const FORM = /^U?\$S\$([./0-9A-Za-z])[./0-9A-Za-z]{51}$/
/** Drupal itself makes 2^15 or 2^16 rounds; 2^20 take a second. */
const FEWEST_LOG2 = 7
const MOST_LOG2 = 20
/** About a millisecond of work. */
const AT_ONCE = 1024

/** Whether this is such a hash, and can be checked in a bearable time. */
export function isPhpass(kept: string): boolean {
  const rounds = DIGITS.indexOf(FORM.exec(kept)?.[1] ?? '?')
  return rounds >= FEWEST_LOG2 && rounds <= MOST_LOG2
}

/** Gives what checks a password; those who come at the same time are served one after the other. */
export function openPhpass(): (kept: string, password: string) => Promise<boolean> {
  let last: Promise<unknown> = Promise.resolve()
  return (kept, password) => {
    const mine = last.then(() => verify(kept, password))
    last = mine.catch(() => undefined)
    return mine
  }
}

async function verify(kept: string, password: string): Promise<boolean> {
  if (!isPhpass(kept)) return false
  const setting = kept.replace(/^U/, '')
  const secret = kept.startsWith('U') ? digestOf('md5', password) : password
  const made = setting.slice(0, 12) + encoded(await stretched(setting, Buffer.from(secret)))
  return timingSafeEqual(Buffer.from(made.slice(0, setting.length)), Buffer.from(setting))
}

/** Lets the event loop turn now and then: all rounds at once would hold it up for 50 ms and more. */
async function stretched(setting: string, password: Buffer): Promise<Buffer> {
  const rounds = 2 ** DIGITS.indexOf(setting[3]!)
  let digest: Buffer = createHash('sha512').update(setting.slice(4, 12)).update(password).digest()
  for (let done = 0; done < rounds; done += AT_ONCE) {
    digest = further(digest, password, Math.min(AT_ONCE, rounds - done))
    await turn()
  }
  return digest
}

function further(digest: Buffer, password: Buffer, rounds: number): Buffer {
  const message = Buffer.concat([digest, password])
  for (let i = 0; i < rounds; i++) digestOf('sha512', message, 'buffer').copy(message)
  return message.subarray(0, digest.length)
}

function encoded(bytes: Buffer): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const group = bytes[i]! | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16)
    for (let bits = 0; bits < 24; bits += 6) text += DIGITS[(group >> bits) & 63]
  }
  return text
}
