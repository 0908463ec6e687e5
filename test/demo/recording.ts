/** Plays a recording: its vehicles are opted in, their owners answer by a fixed rule. */
import { type Json, motorist, nicknamed, text } from '../people.ts'
import { type Line, linesOf, mindOf, replay, runsOf } from '../recorded.ts'
import { type Act, say, showDone, showNow } from './stage.ts'

const BAR = 40

/** Every vehicle tells its messages in order, all vehicles at once. */
export function recording(file: string): Act {
  return async ({ house, phones }) => {
    const lines = linesOf(file)
    const runs = runsOf(lines)
    say(`${lines.length} messages of ${runs.size} vehicles, whose owners sign up and opt in`)
    const owners = await Promise.all(
      [...runs.keys()].map((id) => motorist(house.url, id, nicknamed(id), phones)),
    )
    const told = progress(lines.length)
    await Promise.all(owners.map((owner) => replay(owner, runs.get(owner.vehicleId)!, told)))
    showDone()
    return (feed) => byMind(lines, feed)
  }
}

/** Draws a bar anew whenever it has grown. */
function progress(all: number): (messages: number) => void {
  let [told, drawn] = [0, 0]
  return (messages) => {
    told += messages
    const full = Math.floor((BAR * told) / all)
    if (full === drawn) return
    drawn = full
    showNow(`${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${told} of ${all} messages`)
  }
}

/** What owners of each mind told, and what partners know of it. */
function byMind(lines: Line[], feed: Json[]): string[][] {
  const told = lines.map(({ vehicleId }) => vehicleId)
  const shared = feed.map((event) => text(event, 'session', 'vehicle', 'handle'))
  const sessions = new Map(feed.map((event, i) => [text(event, 'session', 'id'), shared[i]!]))
  const things = [[...new Set(told)], told, [...sessions.values()], shared]
  const counts = (isMeant: (vehicleId: string) => boolean) =>
    things.map((ids) => String(ids.filter(isMeant).length))
  const minds = [...new Set(told.map(mindOf))].sort()
  return [
    ['owners who answer', 'vehicles', 'messages', 'charges shared', 'events'],
    ...minds.map((mind) => [mind, ...counts((id) => mindOf(id) === mind)]),
    ['all', ...counts(() => true)],
  ]
}
