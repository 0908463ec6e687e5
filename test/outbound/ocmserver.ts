/** An Open Charge Map on loopback: lists points in a box, and takes check-ins of whoever has its key. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { bodyOf, serve } from './loopback.ts'

export type Comment = Record<string, unknown>

export type OcmServer = {
  /** For `CHARGESHARE_OCM_URL`. */
  url: string
  key: string
  /** What it lists; those outside the box that is asked for are left out. */
  points: { AddressInfo: { Latitude: number; Longitude: number } }[]
  /** The addresses that were asked for, without the host, and the headers of each. */
  asked: { path: string; headers: IncomingMessage['headers'] }[]
  comments: Comment[]
  /** Answers so from now on; null: as it should. `drop`: it hangs up once it has read. */
  answer: (failure: { status?: number; body?: string; drop?: boolean } | null) => void
  close: () => Promise<void>
}

export async function openOcmServer(): Promise<OcmServer> {
  const key = 'a key of the tests'
  const points: OcmServer['points'] = []
  const asked: OcmServer['asked'] = []
  const comments: Comment[] = []
  let failure: Parameters<OcmServer['answer']>[0] = null

  const json = (response: ServerResponse, status: number, body: unknown) =>
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(typeof body === 'string' ? body : JSON.stringify(body))

  const { origin, close } = await serve(async (request, response) => {
    const body = (await bodyOf(request)).toString()
    const url = new URL(request.url!, 'http://ocm')
    asked.push({ path: request.url!, headers: request.headers })
    if (request.method === 'POST') comments.push(JSON.parse(body) as Comment)
    if (failure?.drop) return void request.socket.destroy()
    if (failure) return void json(response, failure.status ?? 500, failure.body ?? '')
    if (request.headers['x-api-key'] !== key) return void json(response, 401, '')
    if (url.pathname === '/v3/comment/') {
      return void json(response, 200, { status: 'OK', description: 'OK' })
    }
    if (url.pathname !== '/v3/poi/') return void json(response, 404, '')
    json(response, 200, points.filter(within(url.searchParams.get('boundingbox') ?? '')))
  })
  return {
    ...{ url: `${origin}/v3`, key, points, asked, comments },
    answer: (next) => (failure = next),
    close,
  }
}

/** `(lat,lng),(lat2,lng2)`. */
function within(box: string): (point: OcmServer['points'][number]) => boolean {
  const [south = 0, west = 0, north = 0, east = 0] = box.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? []
  return ({ AddressInfo: { Latitude, Longitude } }) =>
    south <= Latitude && Latitude <= north && west <= Longitude && Longitude <= east
}
