/** Where the stories of private lives take place. */
import type { Position } from '../src/domain/places/position.ts'

/** Where nobody may learn that the car was; `…Again` is the same place, some metres off. */
export const secret = {
  home: { lat: 47.071327, lon: 15.439518 },
  homeAgain: { lat: 47.071584, lon: 15.439174 },
  cabin: { lat: -33.918674, lon: -70.423459 },
  aunt: { lat: 51.447163, lon: -12.587412 },
  friend: { lat: -36.848461, lon: 174.763336 },
  road: { lat: 46.624813, lon: 14.305271 },
  ferry: { lat: 53.279827, lon: -16.260314 },
  garage: { lat: 48.306942, lon: 14.286437 },
  affair: { lat: 52.520176, lon: 13.404953 },
  shop: { lat: 59.279316, lon: 18.068587 },
  office: { lat: 57.708873, lon: 11.974561 },
  clinic: { lat: 41.385062, lon: 12.173418 },
  typo: { lat: 45.764037, lon: 14.835659 },
  stranger: { lat: 43.296481, lon: 15.369784 },
} satisfies Record<string, Position>

export const open = {
  mall: { lat: 22.280943, lon: 114.158817 },
  pier: { lat: 35.689487, lon: 136.751711 },
} satisfies Record<string, Position>
