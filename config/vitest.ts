/** How the tests run: all of them in few processes, with no state kept between files. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { tally } from './reporter.ts'

/** The pages are tried in a real browser where that is asked for: `BROWSER_TESTS=on npm test`. */
const unseen = process.env['BROWSER_TESTS'] === 'on' ? [] : ['test/web/**']

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['node_modules/**', ...unseen],
    pool: 'forks',
    // Isolation costs ten times the wall time; the modules hold no global state.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    reporters: ['default', tally()],
  },
})
