/** Stories that cars tell, made by chance: a dozen messages around noon at three places. */
import fc from 'fast-check'
import type { Message } from '../../../src/domain/charging/message.ts'

export const MINUTE = 60_000
export const NOON = Date.parse('2026-11-21T12:00:00Z')

export const spots = [
  { lat: 22.2809, lon: 114.1588 },
  { lat: 22.4051, lon: 114.2071 },
  { lat: 51.5072, lon: -0.1276 },
]

/** One message, a minute's step in the story, told at one of the spots or without a position. */
const spoken = fc.record({
  type: fc.constantFrom(
    'charge.started' as const,
    'charge.started' as const,
    'charge.updated' as const,
    'charge.updated' as const,
    'charge.completed' as const,
    'charge.aborted' as const,
  ),
  minute: fc.oneof(fc.nat(12), fc.nat(240)),
  spot: fc.option(fc.nat(2), { freq: 2 }),
  metres: fc.constantFrom(0, 40),
  soc: fc.option(fc.nat(100)),
  powerKw: fc.option(fc.nat(50)),
  durationS: fc.option(fc.nat(7200)),
  odometerKm: fc.option(fc.constantFrom(100, 100.05, 103), { freq: 1 }),
})

/** At most twelve messages, in the order in which they come in. */
export const story = fc.array(spoken, { minLength: 1, maxLength: 12, size: 'max' }).map((said) =>
  said.map(({ type, minute, spot, metres, soc, powerKw, durationS, odometerKm }, i): Message => {
    const { lat, lon } = spots[spot ?? 0]!
    return {
      id: `m${i}`,
      type,
      at: NOON + minute * MINUTE,
      ...(spot !== null && { position: { lat: lat + metres / 111_000, lon } }),
      ...(soc !== null && { soc }),
      ...(powerKw !== null && { powerKw }),
      ...(durationS !== null && { durationS }),
      ...(odometerKm !== null && { odometerKm }),
    }
  }),
)
