/** The part of autocannon that the bench uses. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events'

  export type Request = {
    method: 'POST'
    path: string
    headers: Record<string, string>
    body: string
  }
  export type Client = { setRequests: (requests: Request[]) => void }
  type Options = {
    url: string
    connections: number
    /** Seconds. */
    duration: number
    /** Milliseconds between looks at the clock. */
    sampleInt: number
    setupClient: (client: Client) => void
  }
  type Result = { errors: number; timeouts: number; non2xx: number }

  export default function autocannon(options: Options): EventEmitter & Promise<Result>
}
