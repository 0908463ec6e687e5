/** The proposal's overview, from start to finish: Jimbo shares a station and keeps his home. */
import type { Position } from '../../src/domain/places/position.ts'
import { itemsOf, type Motorist, motorist, nicknamed, text } from '../people.ts'
import { asksNothing, isAsked, isTold, where } from './audience.ts'
import { type Act, byType, type Stage, tell } from './stage.ts'

const HOUR_MS = 3_600_000
const stanley = { lat: 22.2189, lon: 114.2139 }
const home = { lat: 22.3712, lon: 114.1203 }

/** What the car says, but for the time. */
type Saying = {
  type: string
  position?: Position
  soc?: number
  energyKwh?: number
  reason?: string
}
type Location = { flag: string; position: Position | null }
type Scene = Stage & { jimbo: Motorist; began: number }

/** Lives the story and tells each step. */
export const story: Act = async (stage) => {
  const { house, map, phones } = stage
  tell('server', `listens at ${house.url}, its folder is ${house.data}`)
  tell('partner', `Open Map accepts CC-BY-4.0 and proves its address ${map.receiver.url}`)
  const jimbo = await motorist(house.url, 'JIMBO-1', nicknamed('Jimbo'), phones)
  tell('owner', 'signs up, adds JIMBO-1 and opts in by the nickname Jimbo')
  const scene = { ...stage, jimbo, began: Date.now() - 12 * HOUR_MS }
  await strangePlace(scene)
  await breakerTrips(scene)
  await knownPlace(scene)
  await atHome(scene)
  await pullsLater(scene)
  return byType
}

async function strangePlace(scene: Scene): Promise<void> {
  await drives(scene, 0, { type: 'charge.started', position: stanley, soc: 41.5 })
  await isAsked(scene.jimbo, { choice: 'always', post: 'A3' })
  await isTold(scene.map)
}

async function breakerTrips(scene: Scene): Promise<void> {
  const reason = 'charge interrupted'
  await drives(scene, 2.4, { type: 'charge.aborted', soc: 61, energyKwh: 9.4, reason })
  await isTold(scene.map)
  await isAsked(scene.jimbo, { reason: 'station', comment: 'breaker tripped' })
  await isTold(scene.map)
}

async function knownPlace(scene: Scene): Promise<void> {
  const position = { lat: 22.2192, lon: 114.2141 }
  await drives(scene, 3, { type: 'charge.started', position, soc: 61 })
  await isTold(scene.map)
  await asksNothing(scene.jimbo)
  await drives(scene, 5.5, { type: 'charge.completed', position, soc: 90, energyKwh: 13.2 })
  await isTold(scene.map)
}

async function atHome(scene: Scene): Promise<void> {
  await drives(scene, 8, { type: 'charge.started', position: home, soc: 72 })
  await isAsked(scene.jimbo, { choice: 'never' })
  await drives(scene, 10, { type: 'charge.completed', position: home, soc: 100, energyKwh: 12.8 })
  await drives(scene, 11, { type: 'charge.started', position: home, soc: 99 })
  await asksNothing(scene.jimbo)
  const places = itemsOf(await scene.jimbo.asks('GET', '/v1/locations')) as Location[]
  const kept = places.map(({ flag, position }) => `${flag} ${where(position)}`)
  tell('server', `keeps of his places: ${kept.join('; ')}`)
}

async function pullsLater({ map, began }: Scene): Promise<void> {
  const since = new Date(began).toISOString()
  const page = await map.pulls(`?since=${since}`)
  const [count, next] = [itemsOf(page).length, text(page, 'next')]
  tell('partner', `pulls what was published since ${since}: ${count} events, next ${next}`)
}

/** The car says what happened so many hours after the beginning. */
async function drives({ jimbo, began }: Scene, hours: number, saying: Saying): Promise<void> {
  const time = new Date(began + hours * HOUR_MS).toISOString()
  await jimbo.says({ ...saying, at: time })
  const { type, position, soc, energyKwh, reason } = saying
  const facts = [position && where(position), soc && `${soc} %`, energyKwh && `${energyKwh} kWh`]
  const told = [...facts, reason && `"${reason}"`].filter(Boolean).join(', ')
  tell('car', `says ${type} at ${time}: ${told}`)
}
