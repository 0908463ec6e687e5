/** The API documents for people: readable without internet, from the server's own files. */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { Router } from 'express'

const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>ChargeShare API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="stylesheet" href="/docs/index.css">
    <link rel="icon" href="/docs/favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`
const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null })
`

/** `/openapi.json` and `/docs`. */
export function docs(document: object): Router {
  const text = JSON.stringify(document)
  const router = Router()
  router.get('/openapi.json', (_, res) => void res.type('application/json').send(text))
  router.get('/docs', (_, res) => void res.type('html').send(page))
  router.get('/docs/start.js', (_, res) => void res.type('js').send(start))
  // Not the whole package: its own page would show the API of somebody else.
  for (const file of ['swagger-ui.css', 'index.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']) {
    router.get(`/docs/${file}`, (_, res) => res.sendFile(file, { root: assets, maxAge: '1d' }))
  }
  return router
}
