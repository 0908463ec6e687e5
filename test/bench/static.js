/** The least that a server can do with a page: it sends the same bytes to everybody. */
import { createServer } from 'node:http'

const page = Buffer.alloc(Number(process.env.PAGE_BYTES), 'x')
const head = { 'content-type': 'application/json', 'content-length': page.length }
const server = createServer((_, res) => res.writeHead(200, head).end(page))
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port} \n`)
})
process.on('SIGTERM', () => process.exit())
