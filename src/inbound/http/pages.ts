/** The pages people see, from the server's own files; nothing is fetched from anywhere else. */
import { fileURLToPath } from 'node:url'
import express, { Router } from 'express'

// From src/inbound/http and from dist/inbound/http it is the same way up.
const web = fileURLToPath(new URL('../../../src/web/', import.meta.url))

/** `/`, the dialog of a question, and what they are made of. */
export function pages(): Router {
  const router = Router()
  router.get('/', (_, res) => res.sendFile('index.html', { root: web }))
  router.get('/questions/:id', (_, res) => res.sendFile('question.html', { root: web }))
  router.use('/web', express.static(web, { index: false, maxAge: '1h' }))
  return router
}
