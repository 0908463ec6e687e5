/** What Express as it comes can do: it parses the JSON body, does nothing with it, answers 202. */
import express from 'express'

const app = express()
app.use(express.json())
app.post('/v1/vehicles/:vehicleId/messages', (request, response) => {
  response.status(202).json({ accepted: [], rejected: [] })
})
const server = app.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`)
})
