/** The pages people see, from the server's own built files; nothing is fetched from anywhere else. */
import { fileURLToPath } from 'node:url'
import compression from 'compression'
import express, { type RequestHandler, type Response, Router } from 'express'
import { Problem } from './problem.ts'

// From src/inbound/http and from dist/inbound/http it is the same way up.
const web = fileURLToPath(new URL('../../../dist/web/', import.meta.url))

/** Addresses of the app: one page is served for all of them, and reads the address itself. */
const ADDRESSES = [
  '/',
  '/welcome',
  '/signin',
  '/forgotten',
  '/password',
  '/confirm',
  '/questions',
  '/questions/:id',
  '/charges',
  '/charges/:id',
  '/places',
  '/vehicles',
  '/vehicles/:id',
  '/chargers',
  '/chargings/:id',
  '/account',
]

/** Pages of other people than owners, each with its addresses. */
const OTHERS = {
  'partners.html': ['/partners', '/partners/:page', '/partners/:page/:id'],
  'operator.html': [
    ...['/operator', '/operator/:page', '/operator/:page/:id', '/operator/:page/:id/:part'],
  ],
}

/** The app, the files that it is made of, and its worker. */
export function pages(): Router {
  const router = Router()
  router.use(compression())
  for (const [page, addresses] of Object.entries({ 'index.html': ADDRESSES, ...OTHERS })) {
    router.get(addresses, (_, res) =>
      res.sendFile(page, { root: web, headers: { 'cache-control': 'no-cache' } }),
    )
  }
  router.use(express.static(web, { index: false, etag: true, setHeaders: keepFor }))
  return router
}

/** Who comes by an address that there is not: a person is shown the app's page for it, a program a problem. */
export const strayed: RequestHandler = (req, res) => {
  const isPerson = req.method === 'GET' && req.accepts(['json', 'html']) === 'html'
  if (!isPerson) throw new Problem(404, 'there is nothing here')
  res.status(404).sendFile('index.html', { root: web, headers: { 'cache-control': 'no-cache' } })
}

/** Names in assets/ hold a hash of what is in them: they never change. */
function keepFor(res: Response, path: string): void {
  const isHashed = /[\\/]assets[\\/]/.test(path)
  res.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (path.endsWith('.webmanifest')) res.type('application/manifest+json')
}
