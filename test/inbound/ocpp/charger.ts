/** A charger for tests: a bare WebSocket that says whatever it is told to say, right or wrong. */
import { once } from 'node:events'
import { type ClientOptions, WebSocket } from 'ws'
import type { Json } from '../../people.ts'

export type Protocol = 'ocpp1.6' | 'ocpp2.0.1' | 'ocpp2.1'

export type ConnectOptions = Omit<ClientOptions, 'protocol'> & {
  /** What it offers; 1.6 where nothing is said, nothing at all where it is null. */
  protocol?: string | string[] | null
  password?: string | Buffer
  /** Who it says it is, where that differs from its address. */
  user?: string
}

/** What came back. */
export type Said =
  | { id: unknown; result: Json }
  | { id: unknown; error: [code: string, text: string] }

type Answer = (payload: Json, id: string) => Json | string | null

export type TestCharger = {
  socket: WebSocket
  /** Calls, and resolves to the result; throws `code: description` where that is an error. */
  call: (action: string, payload?: unknown) => Promise<Json>
  /** The same, but errors are given back as well. */
  says: (action: string, payload?: unknown) => Promise<Said>
  /**
   * Answers each call of this name that comes, or has come and was taken by nobody yet: with a
   * result, or with whatever text `fn` gives.
   */
  answers: (action: string, fn: Answer) => void
  /** The next frame that no call waits for and nobody answers, in order of coming. */
  next: () => Promise<unknown[]>
  sendRaw: (text: string | Buffer) => void
  /** Resolves when the line ends: the code and the reason. */
  closed: Promise<{ code: number; reason: string }>
  close: () => Promise<unknown>
}

/** Connects; throws `HTTP 401 …` with the server's words where it is refused. */
export async function connect(
  house: { url: string },
  identity: string,
  options: ConnectOptions = {},
): Promise<TestCharger> {
  const socket = knock(house.url, identity, options)
  const charger = speaking(socket)
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve).once('error', reject)
    socket.once('unexpected-response', (request, response) => {
      let text = ''
      response.on('data', (part) => (text += String(part)))
      response.once('end', () => {
        const { statusCode, headers } = response
        reject(Object.assign(new Error(`HTTP ${statusCode} ${text}`), { statusCode, headers }))
        request.destroy()
      })
    })
  })
  return charger
}

function knock(url: string, identity: string, options: ConnectOptions): WebSocket {
  const { protocol = 'ocpp1.6', password, user = identity, ...rest } = options
  const shown = Buffer.concat([Buffer.from(`${user}:`), Buffer.from(password ?? '')])
  const headers = {
    ...(password !== undefined && { authorization: `Basic ${shown.toString('base64')}` }),
    ...rest.headers,
  }
  const path = identity.includes('/') ? identity : `/ocpp/${encodeURIComponent(identity)}`
  return new WebSocket(url.replace(/^http/, 'ws') + path, protocol ?? [], {
    perMessageDeflate: false,
    ...rest,
    headers,
  })
}

function speaking(socket: WebSocket): TestCharger {
  const calls = new Map<string, (said: Said) => void>()
  const answering = new Map<string, Answer>()
  const frames = queue<unknown[]>()
  let count = 0
  const closed = once(socket, 'close').then(([code, reason]) => {
    for (const resolve of calls.values()) resolve({ id: null, error: ['Closed', String(code)] })
    return { code: code as number, reason: String(reason) }
  })
  socket.on('error', () => {})
  socket.on('message', (data) => {
    const frame = JSON.parse((data as Buffer).toString()) as unknown[]
    const [type, id, what, payload] = frame as [number, string, string, Json]
    const waiting = type === 2 ? undefined : calls.get(id)
    const answer = type === 2 ? answering.get(what) : undefined
    if (waiting) {
      calls.delete(id)
      return waiting(saidIn(frame))
    }
    return answer ? reply(answer, payload, id) : frames.put(frame)
  })
  const reply = (answer: Answer, payload: Json, id: string) => {
    const said = answer(payload, id)
    if (said !== null) socket.send(typeof said === 'string' ? said : JSON.stringify([3, id, said]))
  }
  const says = (action: string, payload: unknown = {}) => {
    const id = `${action}-${++count}`
    return new Promise<Said>((resolve) => {
      calls.set(id, resolve)
      socket.send(JSON.stringify([2, id, action, payload]))
    })
  }
  return {
    socket,
    says,
    call: async (action, payload) => {
      const said = await says(action, payload)
      if ('result' in said) return said.result
      throw new Error(said.error.join(': '))
    },
    answers: (action, fn) => {
      answering.set(action, fn)
      const isAsked = ([type, , what]: unknown[]) => type === 2 && what === action
      for (const [, id, , payload] of frames.pick(isAsked)) reply(fn, payload as Json, id as string)
    },
    next: frames.take,
    sendRaw: (text) => socket.send(text),
    closed,
    close: () => {
      socket.close()
      return closed
    },
  }
}

function saidIn([type, id, what, text]: unknown[]): Said {
  return type === 3 ? { id, result: what as Json } : { id, error: [String(what), String(text)] }
}

function queue<T>() {
  const things: T[] = []
  const takers: ((thing: T) => void)[] = []
  return {
    put: (thing: T) => {
      const taker = takers.shift()
      if (taker) taker(thing)
      else things.push(thing)
    },
    take: () =>
      new Promise<T>((resolve) => {
        const thing = things.shift()
        if (thing === undefined) takers.push(resolve)
        else resolve(thing)
      }),
    /** Takes all that are such. */
    pick: (isSuch: (thing: T) => boolean): T[] => {
      const kept = things.splice(0)
      things.push(...kept.filter((thing) => !isSuch(thing)))
      return kept.filter(isSuch)
    },
  }
}
