/** The map itself: Leaflet over outlines of the world that come with the app, or over an operator's tiles. */
import {
  circle,
  control,
  geoJSON,
  GridLayer,
  latLng,
  latLngBounds,
  type Layer,
  layerGroup,
  map as leaflet,
  type Map as Leaflet,
  type Marker,
  tileLayer,
} from 'leaflet'
import 'leaflet/dist/leaflet.css'
import './map.css'
import { feature } from 'topojson-client'
import { piecesOf, type World } from './world.ts'
import outlines from 'world-atlas/countries-50m.json?url'
import { locale } from '../format.ts'
import type { Settings } from '../wire.ts'
import { words } from '../words/words.ts'
import { type Pin, pinOf, thin } from './pin.ts'

export type Atlas = { show: (pins: Pin[]) => void; close: () => void }

type Options = {
  tiles: Settings['mapTiles']
  /** Stays where it is, save by the buttons. */
  still: boolean
  /** Hears which pin was pressed. */
  choose: (id: string) => void
}

/** How near one place is shown. */
const NEAR = 15
/** From here on outlines of countries are too coarse to say where the shore is. */
const CLOSE = 8
const WORLD = latLng(25, 10)

/** Opens a map in a box. */
export function openAtlas(box: HTMLElement, { tiles, still, choose }: Options): Atlas {
  const view = viewIn(box, still)
  if (tiles) tiled(view, tiles)
  else void outlined(view)
  const drawn = layerGroup().addTo(view)
  let markers: Marker[] = []
  const look = () => {
    box.classList.toggle('close', view.getZoom() > CLOSE)
    thin(view, markers)
  }
  view.on('zoomend', look)
  const sized = new ResizeObserver(() => view.invalidateSize({ animate: false }))
  sized.observe(box)
  let framed = ''
  return {
    show: (pins) => {
      drawn.clearLayers()
      for (const pin of pins) aroundOf(pin)?.addTo(drawn)
      markers = pins.map((pin) => pinOf(pin, choose).addTo(drawn))
      const frame = JSON.stringify(pins.map(({ id, position }) => [id, position]))
      if (frame !== framed) frameAll(view, pins)
      framed = frame
      look()
    },
    close: () => {
      sized.disconnect()
      // After the window was resized it still says so when it is gone (_sizeTimer).
      view.off('moveend')
      view.remove()
    },
  }
}

function viewIn(box: HTMLElement, still: boolean): Leaflet {
  const { places } = words()
  const moves = !matchMedia('(prefers-reduced-motion: reduce)').matches
  const view = leaflet(box, {
    center: WORLD,
    zoom: 2,
    minZoom: 2,
    maxZoom: 19,
    zoomSnap: 0.5,
    zoomControl: false,
    zoomAnimation: moves,
    fadeAnimation: moves,
    inertia: moves,
    worldCopyJump: true,
    dragging: !still,
    keyboard: !still,
    // A page that is scrolled past the map must not be caught by it.
    scrollWheelZoom: false,
  })
  view.attributionControl.setPrefix('')
  control.zoom({ zoomInTitle: places.zoomIn, zoomOutTitle: places.zoomOut }).addTo(view)
  const imperial = /-(US|GB|LR|MM)$/i.test(locale())
  control.scale({ imperial, metric: !imperial }).addTo(view)
  if (!still) {
    view.on('focus', () => view.scrollWheelZoom.enable())
    view.on('blur', () => view.scrollWheelZoom.disable())
  }
  return view
}

/** What an operator has set; his server may want to know which site asks, but not which page. */
function tiled(view: Leaflet, { url, attribution }: NonNullable<Settings['mapTiles']>): void {
  tileLayer(url, { attribution, maxZoom: 19, referrerPolicy: 'origin' }).addTo(view)
}

/** A grid in place of streets. */
const Grid = GridLayer.extend({
  createTile: () => {
    const tile = document.createElement('div')
    tile.className = 'map-grid'
    return tile
  },
}) as new () => GridLayer

/** Land and borders; near by, a grid alone. */
async function outlined(view: Leaflet): Promise<void> {
  new Grid().addTo(view)
  const answer = await fetch(outlines).catch(() => null)
  // Offline before it was ever fetched: the pins stand on the grid.
  if (!answer?.ok) return
  const world = (await answer.json()) as World
  // The map may be gone by now.
  if (!view.getContainer().isConnected) return
  const land = geoJSON(undefined, {
    interactive: false,
    // Drawn, not coloured by hand: the style sheet knows light and dark.
    style: { className: 'land', weight: 1 },
    attribution: 'Natural Earth',
  }).addTo(view)
  const hidden = piecesOf(world)
  const look = () => {
    // Drawing the whole world at once takes a phone a second: what is in sight is enough.
    const seen = view.getBounds().pad(1)
    for (const [piece, bounds] of hidden) {
      if (!seen.intersects(bounds)) continue
      hidden.delete(piece)
      land.addData(feature(world, piece))
    }
    land.bringToBack()
  }
  view.on('moveend', look)
  look()
}

/** Where a charge counts as there. */
function aroundOf({ position, radiusM, flag }: Pin): Layer | null {
  if (radiusM === undefined) return null
  const className = `around at-${flag}`
  const at = latLng(position.lat, position.lon)
  return circle(at, { radius: radiusM, className, weight: 1.5, interactive: false })
}

/** All in sight with what is around them. */
function frameAll(view: Leaflet, pins: Pin[]): void {
  if (pins.length === 0) return
  const bounds = latLngBounds([])
  for (const { position, radiusM = 0 } of pins) {
    bounds.extend(latLng(position.lat, position.lon).toBounds(Math.max(radiusM * 3, 100)))
  }
  view.fitBounds(bounds, { padding: [36, 52], maxZoom: NEAR, animate: false })
}
