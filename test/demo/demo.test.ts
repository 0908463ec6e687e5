/** The demo's acts, as they are played: what is pushed is what is pulled, and all is told of. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { modules } from './modules.ts'
import { compare, openStage, type Play } from './stage.ts'
import { story } from './story.ts'

let said: string
beforeEach(() => {
  said = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text)
    return true
  })
})
afterEach(() => vi.restoreAllMocks())

/** How often each event was told, after a play in which pushes and pulls agreed. */
async function played({ act, overrides }: Play): Promise<Record<string, string>> {
  const stage = await openStage(overrides)
  try {
    const rows = await act(stage)
    const { equal, feed } = await compare(stage)
    expect(equal, said).toBe(true)
    return Object.fromEntries(rows(feed).slice(1)) as Record<string, string>
  } finally {
    await stage.close()
  }
}

test('the proposal’s story is told from start to finish', async () => {
  expect(await played({ act: story })).toEqual({
    'charge.aborted': '2',
    'charge.completed': '1',
    'charge.started': '2',
  })
  expect(said).toContain('keeps of his places: always')
})

test('modules charge over v2 and over MQTT, obey their apps, and their owners are asked', async () => {
  expect(await played(modules())).toEqual({
    'charge.aborted': '2',
    'charge.completed': '1',
    'charge.started': '2',
    'charge.updated': '1',
  })
  expect(said).toContain('app      shows PIStandard - Charging')
  expect(said).toContain('c12,0')
  expect(said).toContain('h101, kept')
})
