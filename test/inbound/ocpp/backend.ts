/** Another backend for tests, made by others (ocpp-rpc): strict about what it is told, and it can die. */
import { EventEmitter, on } from 'node:events'
import { createServer, type Server } from 'node:http'
import { RPCServer } from 'ocpp-rpc'
import type { Json } from '../../people.ts'
import { ownPort } from '../../port.ts'

/** What it was told, in order, with the identity that told it. */
export type Told = { identity: string; action: string; payload: Json }

export type Backend = {
  url: string
  told: Told[]
  /** What it was told by these actions. */
  of: (...actions: string[]) => Json[]
  /** Resolves once what it was told is so. */
  until: (is: (told: Told[]) => boolean) => Promise<void>
  /** Answers calls of an action; null: never. Else it answers as a plain backend would. */
  answers: (action: string, answer: (payload: Json) => Json | null) => void
  /** Calls the charger that is connected. */
  call: (action: string, payload: Json) => Promise<Json>
  kill: () => Promise<void>
  /** Comes back at the same address. */
  start: () => Promise<void>
}

type Client = {
  identity: string
  session: unknown
  handle: (handler: (call: { method: string; params: Json }) => unknown) => void
  call: (action: string, payload: Json) => Promise<unknown>
}

/** Opens one; `firstNumber` is what it calls its first transaction. */
export async function openBackend({
  firstNumber = 1,
  password = null as string | null,
  protocol = 'ocpp1.6',
} = {}): Promise<Backend> {
  const told: Told[] = []
  const bell = new EventEmitter()
  const answering = new Map<string, (payload: Json) => Json | null>()
  let number = firstNumber
  let client: Client | null = null
  let running: { server: Server; rpc: RPCServer } | null = null
  const port = await ownPort()

  const usual: Record<string, () => Json> = {
    BootNotification: () => ({ currentTime: now(), interval: 300, status: 'Accepted' }),
    Heartbeat: () => ({ currentTime: now() }),
    Authorize: () => ({ [infoOf(protocol)]: { status: 'Accepted' } }),
    StartTransaction: () => ({ transactionId: number++, idTagInfo: { status: 'Accepted' } }),
    DataTransfer: () => ({ status: 'Accepted' }),
  }
  const start = async () => {
    const rpc = new RPCServer({ protocols: [protocol], strictMode: true })
    rpc.auth((accept, reject, { password: shown }) => {
      if (password === null || String(shown) === password) accept()
      else reject(401, 'no')
    })
    rpc.on('client', (one: Client) => {
      client = one
      one.handle(({ method: action, params: payload }) => {
        told.push({ identity: one.identity, action, payload })
        bell.emit('told')
        const answer = answering.get(action) ?? usual[action] ?? (() => ({}))
        return answer(payload) ?? new Promise(() => {})
      })
    })
    const server = createServer()
    server.on('upgrade', (request, socket, head) => {
      void rpc.handleUpgrade(request, socket as never, head)
    })
    await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
    running = { server, rpc }
  }
  const kill = async () => {
    const { server, rpc } = running ?? {}
    running = null
    client = null
    await rpc?.close({ code: 1001, reason: 'gone', force: true })
    server?.closeAllConnections()
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
  }
  await start()
  return {
    url: `ws://127.0.0.1:${port}`,
    told,
    of: (...actions) =>
      told.filter(({ action }) => actions.includes(action)).map(({ payload }) => payload),
    until: async (is) => {
      if (is(told)) return
      for await (const _ of on(bell, 'told')) if (is(told)) return
    },
    answers: (action, answer) => void answering.set(action, answer),
    call: async (action, payload) => (await client!.call(action, payload)) as Json,
    kill,
    start,
  }
}

function infoOf(protocol: string): string {
  return protocol === 'ocpp1.6' ? 'idTagInfo' : 'idTokenInfo'
}

function now(): string {
  return new Date().toISOString()
}
