/** A mail server on loopback (RFC 5321): takes letters, or turns them down as it is told to. */
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { openInbox } from './inbox.ts'

export type Taken = {
  from: string
  to: string[]
  /** By their names in small letters, decoded. */
  headers: Record<string, string>
  text: string
  html: string
}

export type MailServer = {
  /** As an operator sets it. */
  url: string
  /** Answers a command so from now on; null: as usual. */
  answer: (command: 'MAIL' | 'RCPT' | 'DATA', reply: string | null) => void
  /** Takes connections and says nothing. */
  stall: () => void
  letters: Taken[]
  next: () => Promise<Taken>
  drain: () => Taken[]
  /** How many connections were made. */
  dialed: () => number
  close: () => Promise<void>
}

export async function openMailServer(): Promise<MailServer> {
  const inbox = openInbox<Taken>()
  const replies = new Map<string, string>()
  const sockets = new Set<Socket>()
  let isStalled = false
  let dialed = 0
  const server = createServer((socket) => {
    dialed++
    sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)))
    if (!isStalled) converse(socket, replies, inbox.put)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (command, reply) => {
      if (reply === null) replies.delete(command)
      else replies.set(command, reply)
    },
    stall: () => void (isStalled = true),
    letters: inbox.all,
    next: inbox.next,
    drain: inbox.drain,
    dialed: () => dialed,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function converse(socket: Socket, replies: Map<string, string>, take: (letter: Taken) => void) {
  const envelope = { from: '', to: [] as string[] }
  let waiting = ''
  let content: string | null = null
  const usual: Record<string, (rest: string) => string> = {
    EHLO: () => '250-mail.test\r\n250 8BITMIME',
    MAIL: (rest) => ((envelope.from = addressIn(rest)), '250 from whom, then'),
    RCPT: (rest) => (envelope.to.push(addressIn(rest)), '250 and to whom'),
    DATA: () => ((content = ''), '354 go on'),
    QUIT: () => '221 good bye',
  }
  const say = (text: string) => socket.write(`${text}\r\n`)
  const hear = (line: string) => {
    if (content !== null && line !== '.') {
      content += `${line.replace(/^\./, '')}\r\n`
      return
    }
    if (content !== null) {
      take({ ...envelope, ...partsOf(content) })
      content = null
      say('250 taken')
      return
    }
    const [, command = '', rest = ''] = /^(\w+)(.*)$/.exec(line) ?? []
    say(replies.get(command) ?? usual[command]?.(rest) ?? '500 what?')
    if (command === 'QUIT') socket.end()
  }
  say('220 mail.test')
  socket.setEncoding('utf8').on('data', (part: string) => {
    const lines = (waiting + part).split('\r\n')
    waiting = lines.pop() ?? ''
    for (const line of lines) hear(line)
  })
}

function addressIn(text: string): string {
  return /<([^>]*)>/.exec(text)?.[1] ?? ''
}

/** The headers and both texts of a multipart/alternative (RFC 2046). */
function partsOf(letter: string): Pick<Taken, 'headers' | 'text' | 'html'> {
  const { headers, body } = parted(letter)
  const boundary = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '')?.[1] ?? ''
  const parts = body.split(`--${boundary}`).map((part) => parted(part.replace(/^\r\n/, '')))
  const textOf = (type: string) => {
    const part = parts.find((one) => one.headers['content-type']?.startsWith(type))
    return part ? decoded(part).replaceAll('\r\n', '\n').trim() : ''
  }
  return { headers, text: textOf('text/plain'), html: textOf('text/html') }
}

type Part = { headers: Record<string, string>; body: string }

function parted(text: string): Part {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  const headers = lines.map((line) => /^([\w-]+): (.*)$/.exec(line)?.slice(1) ?? ['', ''])
  return {
    headers: Object.fromEntries(
      headers.map(([name = '', text = '']) => [name.toLowerCase(), word(text)]),
    ),
    body: rest.join('\r\n\r\n'),
  }
}

function decoded({ headers, body }: Part): string {
  const encoding = headers['content-transfer-encoding']
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  return encoding === 'quoted-printable' ? unquoted(body.replace(/=\r\n/g, '')) : body
}

/** Words of a header in another script (RFC 2047). */
function word(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_, kind: string, code: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(code, 'base64').toString()
        : unquoted(code.replaceAll('_', ' ')),
    )
}

function unquoted(text: string): string {
  const bytes = text.replace(/=([\dA-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  )
  return Buffer.from(bytes, 'latin1').toString()
}
