/** What ws alone can do: it answers every OCPP call with the same result, and keeps nothing. */
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  perMessageDeflate: false,
  handleProtocols: (offered) => offered.values().next().value ?? false,
})
server.on('connection', (socket) => {
  socket.on('message', (/** @type {Buffer} */ frame) => {
    const [, id] = JSON.parse(frame.toString())
    socket.send(JSON.stringify([3, id, {}]))
  })
})
server.on('listening', () => console.log(`http://127.0.0.1:${server.address().port}`))
