/** Closes a test run with one line that a person or a machine can read: `N passed, N failed`. */
import type { Reporter, TestModule } from 'vitest/node'

export type Tally = { passed: number; failed: number; skipped: number }

/** Prints the tally alone on the last line, after whatever the other reporters say. */
export function tally(print: (text: string) => void = console.log): Reporter {
  return {
    onTestRunEnd: (modules, unhandled) => {
      const counted = count(modules)
      print(closing({ ...counted, failed: counted.failed + unhandled.length }))
    },
  }
}

/** The skipped are named only where there are some. */
export function closing({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed` + (skipped > 0 ? `, ${skipped} skipped` : '')
}

/** A file that could not be read, or broke outside its tests, counts as one failure. */
function count(modules: readonly TestModule[]): Tally {
  const all = { passed: 0, failed: 0, skipped: 0 }
  for (const module of modules) {
    all.failed += module.errors().length
    for (const suite of module.children.allSuites()) all.failed += suite.errors().length
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state !== 'pending') all[state] += 1
    }
  }
  return all
}
