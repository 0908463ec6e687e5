/** Connections that want to be more than HTTP: some room takes them, all others go on as plain requests. */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** Takes a connection, or returns false where it is none of its own. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean

/**
 * Once somebody listens for upgrades Node gives him all of them, also the offers of HTTP/2 that some
 * clients make with each first request. Those are handed back without the offer, as if it had not
 * been made (RFC 9110, 7.8: a server may ignore it). `event` is what the server hears of a new socket.
 */
export function upgrading(
  server: Pick<Server, 'on' | 'emit'>,
  event: 'connection' | 'secureConnection',
  upgrade: Upgrade,
): void {
  server.on('upgrade', (request, socket, head) => {
    if (upgrade(request, socket, head)) return
    socket.unshift(Buffer.concat([plainHead(request), head]))
    server.emit(event, socket)
    socket.resume()
  })
}

const OFFERS = ['upgrade', 'connection', 'http2-settings']

/** The head of the request as it came, but for the offer. */
function plainHead({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!
    if (!OFFERS.includes(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[i + 1]}`)
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}
