/** The laws of the tiny world: what partners see and owners are asked is true at every moment. */
import { expect } from 'vitest'
import type { Session } from '../../../src/domain/charging/session.ts'
import { type Publication, viewOf } from '../../../src/domain/sharing/event.ts'
import { verdicts } from '../../../src/domain/sharing/flag.ts'
import type { World } from './world.ts'

/** What must be so after each thing that happens. */
export function check(world: World): void {
  const last = new Map(world.feed.map((event) => [event.session, event]))
  for (const session of world.sessions.values()) {
    checkEvent(world, session, last)
    checkQuestions(world, session)
  }
  const known = new Set([...world.sessions.values()].map(({ publicId }) => publicId))
  for (const event of last.values()) {
    expect(event.type === 'charge.withdrawn').toBe(!known.has(event.session))
  }
}

function checkEvent(world: World, session: Session, last: Map<string, Publication>): void {
  if (session.publicId === null) return
  const event = last.get(session.publicId)!
  const { position } = world.places.get(session.place!)!
  expect(event.view).toEqual(viewOf(session, position!, world.vehicle))
  expect(event.revision).toBe(session.revision)
}

function checkQuestions(world: World, session: Session): void {
  if (session.place === null) return
  const { ask } = verdicts[session.flag][session.status]
  if (ask === null || (ask === 'abort' && session.abortReason !== null)) return
  const question = world.questions.get(`${session.id} ${ask}`)
  expect(question, `${ask} question of ${session.id}`).toBeDefined()
}
