/**
 * What Node's own TCP server can do: it reads lines and acknowledges each burst of them. The last
 * word of the first line says how many lines a burst has.
 */
import { createServer } from 'node:net'

const LF = 10
const WELCOME = 'MP-S 0 AAAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAAA==\r\n'
/** As long as an enciphered acknowledgement. */
const ACK = 'AAAAAAAAAAAAAAAAAAAA\r\n'

const server = createServer({ noDelay: true }, (socket) => {
  let rest = null
  let burst = 0
  let lines = 0
  const read = (line) => {
    if (burst > 0) return void (++lines % burst === 0 && socket.write(ACK))
    burst = Number(line.trim().split(' ').at(-1))
    socket.write(WELCOME)
  }
  socket.on('data', (chunk) => {
    const bytes = rest ? Buffer.concat([rest, chunk]) : chunk
    let from = 0
    for (let end; (end = bytes.indexOf(LF, from)) >= 0; from = end + 1) {
      read(bytes.latin1Slice(from, end))
    }
    rest = from < bytes.length ? bytes.subarray(from) : null
  })
  socket.on('error', () => socket.destroy())
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
