/** The import rule of the house: which room may look into which, and how its files are kept. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** What each room may import of ours: whole rooms, files, or only the types of a file. */
const MAY: Record<string, string> = {
  domain: 'domain/',
  flows: 'domain/ flows/',
  inbound: 'domain/ inbound/ flows/service.ts type:flows/ports.ts type:flows/tables.ts',
  store: 'domain/ store/ flows/ports.ts flows/tables.ts',
  outbound: 'domain/ outbound/ flows/ports.ts flows/tables.ts',
  web: 'web/',
  'settings.ts': '',
  'sources.ts': 'settings.ts',
  'ocpp.ts': 'settings.ts',
  'config.ts': 'domain/ flows/ports.ts flows/tables.ts settings.ts sources.ts ocpp.ts',
  'policy.ts': 'flows/ports.ts config.ts',
  'certificate.ts': 'outbound/authority.ts config.ts files.ts settings.ts',
  'authority.ts': 'domain/text.ts outbound/authority.ts config.ts files.ts settings.ts terminal.ts',
  'files.ts': 'settings.ts',
  'ring.ts': 'outbound/vault.ts config.ts files.ts settings.ts',
  'secrets.ts': 'config.ts files.ts settings.ts',
  'backup.ts': 'domain/ flows/ports.ts flows/tables.ts config.ts',
  'furnish.ts':
    'domain/ flows/ store/ outbound/ inbound/ocpp/schemas.ts settings.ts sources.ts config.ts certificate.ts policy.ts ring.ts secrets.ts',
  'app.ts':
    'domain/ flows/ inbound/ web/ furnish.ts settings.ts config.ts secrets.ts ring.ts backup.ts certificate.ts',
  'main.ts': 'app.ts config.ts secrets.ts settings.ts',
  'terminal.ts': '',
  'chargers.ts': 'domain/ flows/service.ts furnish.ts terminal.ts',
  'replay.ts': 'domain/ terminal.ts',
  'keys.ts': 'flows/service.ts furnish.ts terminal.ts',
  'moving.ts':
    'domain/ inbound/dump/files.ts inbound/dump/layouts.ts inbound/dump/rows.ts inbound/dump/statements.ts flows/service.ts furnish.ts terminal.ts',
  'notify.ts': 'domain/ furnish.ts terminal.ts',
  'stations.ts': 'domain/ inbound/stations/files.ts flows/service.ts furnish.ts terminal.ts',
  'doctor.ts':
    'domain/ flows/service.ts flows/ports.ts flows/tables.ts outbound/ app.ts certificate.ts furnish.ts config.ts secrets.ts settings.ts',
  'cli.ts':
    'domain/ flows/service.ts flows/ports.ts flows/tables.ts app.ts authority.ts furnish.ts backup.ts chargers.ts config.ts doctor.ts keys.ts moving.ts notify.ts replay.ts secrets.ts settings.ts stations.ts terminal.ts',
}
const PURE = ['zod', 'geolib', 'h3-js']
const NAMELESS = /(^|\/)(utils?|helpers?|common|types)(\.tsx?|\/)/
const ONE_WORD = /(^|\/)[a-z][a-z0-9]*\.(tsx?|js)$/
const MAX_LINES = 300

const IMPORT = /^(?:import|export)\s+(type\s+)?(?:[\w*\s{},$]+?\s+from\s+)?['"]([^'"]+)['"]/gm
const LAZY = /\bimport\(\s*['"]([^'"]+)['"]/g
const COMMENT = /\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm

/** Paths below src/ and the text of each file. */
type Tree = Record<string, string>
type Arrow = { to: string; type: boolean }

/** Everything that is wrong with a tree, a sentence each. */
function faultsOf(tree: Tree): string[] {
  const arrows = new Map(Object.entries(tree).map(([path, text]) => [path, arrowsOf(path, text)]))
  return [
    ...Object.entries(tree).flatMap(([path, text]) => untidy(path, text)),
    ...[...arrows].flatMap(([path, seen]) => seen.flatMap((arrow) => upward(path, arrow))),
    ...circles(arrows),
  ]
}

/** What a file imports or passes on: paths below src/, and names of packages. */
function arrowsOf(path: string, text: string): Arrow[] {
  const code = text.replace(COMMENT, '')
  const said = [...code.matchAll(IMPORT)].map(([, type, name]) => ({ name: name!, type: !!type }))
  const lazy = [...code.matchAll(LAZY)].map(([, name]) => ({ name: name!, type: false }))
  return [...said, ...lazy].map(({ name, type }) => ({ to: resolved(path, name), type }))
}

function resolved(path: string, name: string): string {
  return name.startsWith('.') ? posix.join(posix.dirname(path), name) : `package ${name}`
}

function roomOf(path: string): string {
  return path.split('/')[0]!
}

function upward(path: string, { to, type }: Arrow): string[] {
  const room = roomOf(path)
  if (to.startsWith('package ')) {
    const isFree = room !== 'domain' || PURE.includes(to.slice('package '.length))
    return isFree ? [] : [`${path} imports the ${to}, but domain may only use ${PURE.join(', ')}`]
  }
  const may = MAY[room]?.split(' ')
  const wanted = [to, `${roomOf(to)}/`, ...(type ? [`type:${to}`] : [])]
  if (!may || wanted.some((way) => may.includes(way))) return []
  const what = type ? `the types of ${to}` : to
  return [`${path} imports ${what}, but ${room} may only import ${may.join(', ')}`]
}

/** Walks every arrow once; an arrow back to a file on the way closes a circle. */
function circles(arrows: Map<string, Arrow[]>): string[] {
  const found: string[] = []
  const done = new Set<string>()
  const walk = (path: string, way: string[]) => {
    const met = way.indexOf(path)
    if (met >= 0) found.push(`imports run in a circle: ${[...way.slice(met), path].join(' → ')}`)
    if (met >= 0 || done.has(path)) return
    for (const { to } of arrows.get(path) ?? []) walk(to, [...way, path])
    done.add(path)
  }
  for (const path of arrows.keys()) walk(path, [])
  return found
}

function untidy(path: string, text: string): string[] {
  const lines = text.trimEnd().split('\n')
  const opening = lines[0]!.startsWith('#!') ? lines[1] : lines[0]
  const code = text.replace(COMMENT, '').trim()
  const rules: [boolean, string][] = [
    [lines.length > MAX_LINES, `has ${lines.length} lines, more than ${MAX_LINES}`],
    [!/^\/\*\* \S.*[.!?] \*\/$/.test(opening ?? ''), 'does not open with one /** sentence. */'],
    [/^export default\b/m.test(code), 'has a default export'],
    [isBarrel(path, code), 'is a barrel: it only passes on what others export'],
    [NAMELESS.test(path), 'has a name without a subject'],
    [!ONE_WORD.test(path), 'is not named by one word in small letters'],
    [!(roomOf(path) in MAY), 'lies in no room of the house'],
  ]
  return rules.filter(([broken]) => broken).map(([, words]) => `${path} ${words}`)
}

function isBarrel(path: string, code: string): boolean {
  if (/(^|\/)index\.tsx?$/.test(path) || /^export\s+(type\s+)?\*/m.test(code)) return true
  const rest = code.replace(IMPORT, '').replace(/^export\s+(type\s+)?\{[^}]*\}/gm, '')
  return code !== '' && rest.replace(/[;\s]/g, '') === ''
}

function read(folder: string): Tree {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const code = paths
    .filter((path) => /\.(tsx?|js)$/.test(path))
    .map((path) => path.replaceAll('\\', '/'))
  return Object.fromEntries(code.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

describe('the house', () => {
  const house = read(fileURLToPath(new URL('../src', import.meta.url)))

  it('is read: its rooms are found', () => {
    expect(Object.keys(house)).toContain('flows/ports.ts')
    expect(arrowsOf('flows/ports.ts', house['flows/ports.ts']!)).toContainEqual({
      to: 'domain/ids.ts',
      type: true,
    })
  })

  it('is built downhill, without circles, of short and tidy files', () => {
    expect(faultsOf(house)).toEqual([])
  })
})

describe('the rule', () => {
  const file = (text: string) => `/** A planted file. */\n${text}\n`
  const plant = (path: string, text: string) => faultsOf({ [path]: file(text) })

  it('lets pass what the design allows', () => {
    const good: Tree = {
      'domain/places/cells.ts': file(`import { z } from 'zod'\nimport '../ids.ts'\nconst a = 1`),
      'domain/ids.ts': file('export const a = 1'),
      'flows/ports.ts': file(`import type { A } from '../domain/ids.ts'\nexport type B = A`),
      'flows/service.ts': file(`import { B } from './ports.ts'\nexport { C } from './c.ts'\nB()`),
      'inbound/http/owners.ts': file(
        `import express from 'express'\nimport { serve } from '../../flows/service.ts'\n` +
          `import type { Clock } from '../../flows/ports.ts'\nserve(express)`,
      ),
      'cli.ts': `#!/usr/bin/env node\n${file(`import { open } from './app.ts'\nopen()`)}`,
    }
    expect(faultsOf(good)).toEqual([])
  })

  it.each([
    ['domain/ids.ts', `import { B } from '../flows/ports.ts'\nB()`, 'imports flows/ports.ts'],
    ['domain/ids.ts', `import type { B } from '../flows/ports.ts'`, 'the types of flows/ports.ts'],
    ['domain/ids.ts', `import { readFileSync } from 'node:fs'`, 'imports the package node:fs'],
    ['flows/keep.ts', `import { open } from '../store/sqlite.ts'`, 'imports store/sqlite.ts'],
    ['flows/keep.ts', `import { port } from '../config.ts'`, 'imports config.ts'],
    ['flows/keep.ts', `const s = await import('../store/sqlite.ts')`, 'imports store/sqlite.ts'],
    ['inbound/timer.ts', `import { a } from '../flows/ports.ts'`, 'imports flows/ports.ts'],
    ['inbound/timer.ts', `import { a } from '../flows/keep.ts'`, 'imports flows/keep.ts'],
    ['inbound/timer.ts', `import {\n  a,\n} from '../store/sqlite.ts'`, 'imports store/sqlite.ts'],
    ['store/sqlite.ts', `import { a } from '../outbound/push.ts'`, 'imports outbound/push.ts'],
    ['store/sqlite.ts', `export { a } from '../flows/keep.ts'\na()`, 'imports flows/keep.ts'],
    ['outbound/push.ts', `import { a } from '../inbound/timer.ts'`, 'imports inbound/timer.ts'],
    ['web/app.tsx', `import { a } from '../domain/ids.ts'`, 'imports domain/ids.ts'],
    ['cli.ts', `import { a } from './store/sqlite.ts'`, 'imports store/sqlite.ts'],
    ['attic/box.ts', `const a = 1`, 'lies in no room of the house'],
  ])('names a forbidden import: %s ← %s', (path, text, words) => {
    expect(plant(path, `${text}\nconst code = 1`).join('\n')).toMatch(
      new RegExp(`^${path} .*${words}`),
    )
  })

  it('names a circle, one of types alone too', () => {
    const circle: Tree = {
      'domain/a.ts': file(`import type { B } from './b.ts'\nexport type A = B`),
      'domain/b.ts': file(`import type { C } from './c.ts'\nexport type B = C`),
      'domain/c.ts': file(`import type { A } from './a.ts'\nexport type C = A`),
    }
    const way = 'domain/a.ts → domain/b.ts → domain/c.ts → domain/a.ts'
    expect(faultsOf(circle)).toEqual([`imports run in a circle: ${way}`])
  })

  it.each([
    ['domain/a.ts', 'export default 1', 'domain/a.ts has a default export'],
    ['domain/a.ts', `export * from './b.ts'\nconst a = 1`, 'domain/a.ts is a barrel'],
    ['domain/a.ts', `export { a } from './b.ts'\nexport { b } from './c.ts'`, 'is a barrel'],
    ['domain/index.ts', 'export const a = 1', 'domain/index.ts is a barrel'],
    ['web/parts/index.tsx', 'export const a = 1', 'web/parts/index.tsx is a barrel'],
    ['web/parts/twoWords.tsx', 'export const a = 1', 'is not named by one word'],
    ['domain/util/a.ts', 'export const a = 1', 'has a name without a subject'],
    ['domain/twoWords.ts', 'export const a = 1', 'is not named by one word'],
    ['domain/a.ts', '\n'.repeat(299) + 'export const a = 1', 'has 301 lines, more than 300'],
  ])('names an untidy file: %s %j', (path, text, words) => {
    expect(plant(path, text)).toEqual([expect.stringContaining(words)])
  })

  it.each(['export const a = 1\n', '/** Does things */\n', '// Does things.\n', ''])(
    'names a file that does not say what it is for: %j',
    (text) => {
      expect(faultsOf({ 'domain/a.ts': text })).toEqual([
        'domain/a.ts does not open with one /** sentence. */',
      ])
    },
  )
})
