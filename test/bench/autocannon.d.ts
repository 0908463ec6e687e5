/** The part of autocannon that the bench uses. */
declare module 'autocannon' {
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

  /** Emits more, and knows more, than is used here. */
  type Run = Promise<Result> & {
    on(event: 'start', listener: () => void): void
    on(
      event: 'response',
      listener: (client: Client, status: number, bytes: number, ms: number) => void,
    ): void
  }

  export default function autocannon(options: Options): Run
}
