/** Those whom a charge is told to: owners who are asked, and partners. */
import type { Position } from '../../src/domain/places/position.ts'
import type { EventType, PublicSession } from '../../src/domain/sharing/event.ts'
import { type Motorist, type Subscriber, text } from '../people.ts'
import { tell, within } from './stage.ts'

export type Answer = { choice: string; post?: string } | { reason: string; comment?: string }
type Event = { type: EventType; cursor: string; session: PublicSession }

/** The owner's phone beeps, and he answers. */
export async function isAsked(owner: Motorist, answer: Answer): Promise<void> {
  const push = await within(owner.phone(), 'a question')
  tell('phone', `beeps: "${text(push, 'title')}" ${text(push, 'body')}`)
  const answered = await owner.answers(push, answer)
  const said = Object.entries(answer).map(([key, value]) => `${key} "${value}"`)
  tell('owner', `taps ${said.join(', ')}: the question is ${text(answered, 'state')}`)
}

export async function asksNothing(owner: Motorist): Promise<void> {
  const { length } = await owner.questions()
  tell('phone', length === 0 ? 'stays silent: that was answered before' : `${length} questions`)
}

/** The partner is pushed the next event. */
export async function isTold(map: Subscriber): Promise<void> {
  const [event] = await within(map.gets(1), 'an event')
  tell('partner', `is pushed ${lineOf(event as Event)}`)
}

function lineOf({ type, cursor, session }: Event): string {
  const { revision, status, vehicle, location, abort } = session
  const why = abort ? ` (${abort.reason ?? 'not explained yet'})` : ''
  const post = location.station ? `, post ${location.station.post}` : ''
  const place = `${where(location.position)}${post}`
  return `${type} revision ${revision}: ${vehicle.handle} ${status}${why} at ${place}; cursor ${cursor}`
}

export function where(position: Position | null): string {
  return position ? `${position.lat}, ${position.lon}` : 'with its position erased'
}
