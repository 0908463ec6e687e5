/** How a pull is answered: a page that may be ready, nothing new (304), or all in one stream. */
import { createHash } from 'node:crypto'
import type { Request, Response } from 'express'
import { endOf, type Service, type Stand } from '../../../flows/service.ts'
import { contentType, type Format } from './formats.ts'
import { encodingHeader, packed, packingFor, sendStream } from './packing.ts'
import type { Ready, Shelf } from './shelf.ts'

/** One call, and the form in which it wants its answer. */
export type Exchange = { req: Request; res: Response; format: Format; closing: AbortSignal }

/** A page of at most `limit` events. */
export async function sendPage(
  { service, shelf }: { service: Service; shelf: Shelf },
  stand: Stand,
  limit: number,
  { req, res, format }: Exchange,
): Promise<null> {
  const { cursor, sieve, state } = stand
  const packing = packingFor(req)
  const key = [cursor.seq, cursor.sieve, limit, format.type, packing].join()
  const stamp = stampOf(stand.state)
  const tag = (seq: number, more: boolean) => tagOf(stamp, key, seq, more)
  // What a poller knows is mostly the end of the feed: that is told without reading a row.
  if (isKnown(req, tag(state.last, false))) return notModified(res, tag(state.last, false))
  const make = async (): Promise<Ready> => {
    const { items, next, more, lastSeq } = await service.showPage(stand, limit)
    const text = format.head + format.events(items, true) + format.tail(next, more)
    return { ...(await packed(text, packing)), etag: tag(lastSeq, more), next, more }
  }
  const isShared = !sieve.events && !sieve.region
  const page = await (isShared ? shelf.get({ key, stamp, last: state.last }, make) : make())
  if (isKnown(req, page.etag)) return notModified(res, page.etag)
  res.writeHead(200, {
    'content-type': contentType(format),
    'content-length': page.bytes.length,
    ...encodingHeader(page.packing),
    etag: page.etag,
    link: linkTo(page.next),
  })
  res.end(page.bytes)
  return null
}

/** All from a place to the end of the feed, at constant memory. */
export function sendRest(service: Service, stand: Stand, exchange: Exchange): Promise<null> {
  const { cursor, state } = stand
  const key = `rest,${cursor.seq},${cursor.sieve}`
  const next = endOf(stand)
  return sendAll({ state, key, next, events: () => service.readFeed(stand) }, exchange)
}

/** What is sent whole: `key` tells it from everything else in the same state of the feed. */
export type Whole = {
  state: Stand['state']
  key: string
  next: string
  events: () => AsyncIterable<string[]>
}

/** Streams; the cursor to go on from is told at the head, and at the end where the form has one. */
export async function sendAll(
  whole: Whole,
  { req, res, format, closing }: Exchange,
): Promise<null> {
  const { state, next } = whole
  const packing = packingFor(req)
  const key = [whole.key, format.type, packing].join()
  const etag = tagOf(stampOf(state), key, state.last, false)
  if (isKnown(req, etag)) return notModified(res, etag)
  res.writeHead(200, {
    'content-type': contentType(format),
    ...encodingHeader(packing),
    etag,
    link: linkTo(next),
  })
  if (req.method === 'HEAD') res.end()
  else await sendStream(res, packing, textsOf(format, whole, closing))
  return null
}

async function* textsOf(
  format: Format,
  { next, events }: Whole,
  closing: AbortSignal,
): AsyncGenerator<string> {
  if (format.head !== '') yield format.head
  let isFirst = true
  for await (const texts of events()) {
    // A stream without its end says that it is not whole.
    closing.throwIfAborted()
    yield format.events(texts, isFirst)
    isFirst = false
  }
  const tail = format.tail(next, false)
  if (tail !== '') yield tail
}

/** The headers of all that partners read; 304 repeats them (RFC 9110, section 15.4.5). */
export function setHeaders(res: Response): void {
  res.setHeader('vary', 'Accept, Accept-Encoding, Authorization')
  res.setHeader('cache-control', 'private, no-cache')
}

function notModified(res: Response, etag: string): null {
  res.setHeader('etag', etag)
  res.writeHead(304).end()
  return null
}

/** RFC 8288. */
function linkTo(next: string): string {
  return `</v1/charges?after=${next}>; rel="next", </v1/license>; rel="license"`
}

/** Changes with every withdrawal and with all that is taken out. */
function stampOf({ epoch, withdrawn, compacted, sweeps }: Stand['state']): string {
  return [epoch, withdrawn, compacted, sweeps].join()
}

function tagOf(stamp: string, key: string, seq: number, more: boolean): string {
  const hash = createHash('sha256').update(`${stamp};${key};${seq};${more}`)
  return `"${hash.digest('base64url').slice(0, 22)}"`
}

/** RFC 9110, section 13.1.2: a list, compared weakly, since proxies weaken what they compress. */
function isKnown(req: Request, etag: string): boolean {
  const known = req.headers['if-none-match']
  if (known === undefined) return false
  return known.split(',').some((one) => ['*', etag, `W/${etag}`].includes(one.trim()))
}
