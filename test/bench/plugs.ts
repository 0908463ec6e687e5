/** Chargers of OCPP 1.6 for the bench: each has one call under way, as the protocol wants it. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Child } from '../child.ts'
import { median, quantile } from './figures.ts'
import type { Leg } from './load.ts'

/** A charger that is connected. */
export type Plug = {
  /** One call; resolves to what it is answered. */
  call: (action: string, payload: object) => Promise<Record<string, unknown>>
  /** Calls, one after the other, until a time; resolves to how long each has waited, in ms. */
  talk: (next: () => string, until: number) => Promise<number[]>
  /** How many calls were answered in all. */
  answered: () => number
  close: () => Promise<unknown>
}

type Answer = [kind: number, id: string, ...rest: unknown[]]

/** Connects a charger to `http://…` as `identity`. */
export async function plugIn(url: string, identity: string, password: string): Promise<Plug> {
  const address = `${url.replace('http', 'ws')}/ocpp/${identity}`
  const basic = Buffer.from(`${identity}:${password}`).toString('base64')
  const socket = new WebSocket(address, ['ocpp1.6'], {
    headers: { authorization: `Basic ${basic}` },
    perMessageDeflate: false,
  })
  let heard = (_: string) => {}
  let count = 0
  socket.on('message', (frame: Buffer) => heard(frame.toString()))
  await once(socket, 'open')
  const ask = (frame: string) =>
    new Promise<string>((resolve) => {
      heard = (text) => {
        count += 1
        resolve(text)
      }
      socket.send(frame)
    })
  return {
    call: async (action, payload) => {
      const text = await ask(JSON.stringify([2, `c${count}`, action, payload]))
      const answer = JSON.parse(text) as Answer
      if (answer[0] !== 3) throw new Error(`${action} was answered ${text}`)
      return answer[2] as Record<string, unknown>
    },
    talk: async (next, until) => {
      const waits: number[] = []
      for (let now = performance.now(); now < until;) {
        const text = await ask(`[2,"${count}",${next()}]`)
        if (!text.startsWith('[3')) throw new Error(`answered ${text}`)
        const done = performance.now()
        waits.push(done - now)
        now = done
      }
      return waits
    },
    answered: () => count,
    close: () => {
      const closed = once(socket, 'close')
      socket.close()
      return closed
    },
  }
}

/** All talk at once, for so long. */
export async function talkAll(
  { cpu }: Child,
  talkers: { plug: Plug; next: () => string }[],
  seconds: number,
): Promise<Leg> {
  const [began, cpuBegan] = [performance.now(), cpu()]
  const until = began + seconds * 1000
  const waits = (await Promise.all(talkers.map(({ plug, next }) => plug.talk(next, until)))).flat()
  const [took, spent] = [performance.now() - began, cpu() - cpuBegan]
  return {
    rate: waits.length / (took / 1000),
    cpu: (spent * 1e6) / waits.length,
    p50: median(waits),
    p99: quantile(waits, 0.99),
  }
}
