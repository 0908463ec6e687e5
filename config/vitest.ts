/** How the tests run: all of them in few processes, with no state kept between files. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { tally } from './reporter.ts'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['node_modules/**'],
    globalSetup: ['test/scratch.ts', 'test/web/chromium.ts'],
    setupFiles: ['test/seed.ts'],
    pool: 'forks',
    // Each opens whole houses and browsers: more at once would only wait for each other.
    maxWorkers: 2,
    // Isolation costs ten times the wall time; the modules hold no global state.
    isolate: false,
    // What hangs is found all the same; a machine that is busy with other things is waited for.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 40_000 } },
    teardownTimeout: 10_000,
    reporters: ['default', tally()],
  },
})
