/** How the pages are built: hashed files into dist/web, and the worker that knows all their names. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, defineConfig, type Plugin } from 'vite'

const root = fileURLToPath(new URL('../src/web', import.meta.url))
const outDir = fileURLToPath(new URL('../dist/web', import.meta.url))

/** Not kept by owners for offline: the outlines that few look at, and the pages of other people. */
const LAZY = /countries-|\.map$|partners|operator|portal|desk/

/**
 * The worker is a classic script under a name of its own, built after all else: the list of files
 * to keep for offline, and their version, are made of what lies in dist/web by then.
 */
function worker(): Plugin {
  return {
    name: 'worker',
    apply: 'build',
    closeBundle: async () => {
      const files = readdirSync(outDir, { recursive: true, encoding: 'utf8' })
        .map((path) => path.replaceAll('\\', '/'))
        .filter((path) => /\.\w+$/.test(path) && path !== 'worker.js' && !LAZY.test(path))
        .sort()
      const hash = createHash('sha256')
      for (const file of files) hash.update(file).update(readFileSync(join(outDir, file)))
      const shell = files.map((file) => (file === 'index.html' ? '/' : `/${file}`))
      await build({
        configFile: false,
        root,
        publicDir: false,
        logLevel: 'warn',
        define: {
          SHELL: JSON.stringify(shell),
          VERSION: JSON.stringify(hash.digest('hex').slice(0, 12)),
        },
        build: {
          outDir,
          emptyOutDir: false,
          target: 'es2022',
          rolldownOptions: {
            input: join(root, 'worker/worker.ts'),
            output: { format: 'iife', entryFileNames: 'worker.js' },
          },
        },
      })
    },
  }
}

export default defineConfig({
  root,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    // A policy without exceptions: nothing is inlined as data, nothing is run from the page itself.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: ['index.html', 'partners.html', 'operator.html'].map((page) => join(root, page)),
      // A busy machine is no fault of the build's.
      checks: { bundlerTimings: false },
      output: {
        // What several pages share is one file: twenty small ones would come one after the other.
        codeSplitting: {
          groups: [
            {
              name: 'app',
              test: /src\/web\/(?!words\/\w\w|portal|desk|parts\/chart)|preact/,
              minShareCount: 2,
            },
            // What partners and the operator share; the pages of each are his alone.
            { name: 'portal', test: /src\/web\/portal\/(?!main)/, minShareCount: 2 },
          ],
        },
      },
    },
  },
  plugins: [worker()],
})
