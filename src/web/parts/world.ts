/** The outlines of all countries as they are fetched, and where each piece of them lies. */
import { latLng, latLngBounds, type LatLngBounds } from 'leaflet'
import type { feature } from 'topojson-client'

type Topology = Parameters<typeof feature>[0]
type Collection = Extract<Topology['objects'][string], { type: 'GeometryCollection' }>
export type World = Topology & { objects: { countries: Collection } }
type Country = Collection['geometries'][number]
export type Piece = Extract<Country, { type: 'Polygon' }>

/** The box around each piece of land, without making anything of its outline. */
export function piecesOf(world: World): Map<Piece, LatLngBounds> {
  const boxes = boxesOf(world)
  const pieces = world.objects.countries.geometries.flatMap(partsOf)
  return new Map(
    pieces.map((piece) => {
      const around = latLngBounds([])
      // Turned round, an arc is written as its complement.
      for (const arc of piece.arcs.flat()) around.extend(boxes[arc < 0 ? ~arc : arc]!)
      return [piece, around]
    }),
  )
}

/** A country on both sides of the date line, or with islands far away, would lie nearly everywhere. */
function partsOf(country: Country): Piece[] {
  if (country.type === 'Polygon') return [country]
  if (country.type !== 'MultiPolygon') return []
  return country.arcs.map((arcs): Piece => ({ type: 'Polygon', arcs }))
}

/** An arc begins at a point of a grid and goes on in steps. */
function boxesOf({ arcs, transform }: World): LatLngBounds[] {
  const { scale, translate } = transform ?? { scale: [1, 1], translate: [0, 0] }
  const at = (x: number, y: number) =>
    latLng(y * scale[1] + translate[1], x * scale[0] + translate[0])
  return arcs.map((arc) => {
    let [x, y] = [0, 0]
    let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity]
    for (const [dx = 0, dy = 0] of arc) {
      x += dx
      y += dy
      left = Math.min(left, x)
      right = Math.max(right, x)
      low = Math.min(low, y)
      high = Math.max(high, y)
    }
    return latLngBounds(at(left, low), at(right, high))
  })
}
