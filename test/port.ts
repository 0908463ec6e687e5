/** A port for who goes away and comes back: nobody else is given it meanwhile. */
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below those that systems hand out to whoever asks for any: Linux from 32768, others from 49152. */
const [LOWEST, COUNT] = [20_000, 12_000]

/** A port of loopback that is free. */
export async function ownPort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * COUNT)
    const probe = createServer().listen(port, '127.0.0.1')
    try {
      await once(probe, 'listening')
    } catch {
      continue
    }
    probe.close()
    await once(probe, 'close')
    return port
  }
}
