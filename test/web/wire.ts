/** What the house is asked while a browser visits it, seen from the house's side. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TestHouse } from '../house.ts'

export type Asked = { method: string; path: string; status: number; token: string | null }

/** Resolves once the next such request has been answered: `answered(house, 'POST', /\/answer$/)`. */
export function answered(house: TestHouse, method: string, path: RegExp): Promise<Asked> {
  return new Promise((resolve) => {
    const see = (request: IncomingMessage, response: ServerResponse) => {
      // Express shortens the URL while it looks for the route.
      const asked = request.url ?? ''
      if (request.method !== method || !path.test(asked)) return
      house.http.server.off('request', see)
      const [, token = null] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? []
      response.once('close', () =>
        resolve({ method, path: asked, status: response.statusCode, token }),
      )
    }
    house.http.server.on('request', see)
  })
}

export type Held = { arrived: Promise<void>; release: () => void }

/** Keeps the answer to the next such request back: it has been done, and nobody hears so yet. */
export function held(house: TestHouse, method: string, path: RegExp): Held {
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  const arrived = new Promise<void>((resolve) => {
    const see = (request: IncomingMessage, response: ServerResponse) => {
      if (request.method !== method || !path.test(request.url ?? '')) return
      house.http.server.off('request', see)
      const end = response.end.bind(response)
      response.end = (...rest: unknown[]) => {
        resolve()
        void released.then(() => Reflect.apply(end, response, rest))
        return response
      }
    }
    house.http.server.prependListener('request', see)
  })
  return { arrived, release: () => release() }
}
