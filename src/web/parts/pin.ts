/** A pin on the map: the flag as a small drawing, the place's name below it where there is room. */
import { h, render } from 'preact'
import { divIcon, latLng, type Map as Leaflet, type Marker, marker } from 'leaflet'
import type { Flag, Position } from '../wire.ts'
import { words } from '../words/words.ts'
import { Icon, type IconName } from './icon.tsx'

/** A place with a pin and, where known, the circle inside which a charge counts as there. */
export type Pin = {
  id: string
  position: Position
  name: string
  flag: Flag
  radiusM?: number
  /** A car charges there now. */
  live?: boolean
  /** In place of the flag's own: its drawing, and what is read out. */
  icon?: IconName
  said?: string
}

const ICONS: Record<Flag, IconName> = {
  pending: 'question',
  always: 'globe',
  once: 'once',
  skip: 'skip',
  never: 'lock',
}

/** `choose` hears when it is pressed, by finger or by key. */
export function pinOf(pin: Pin, choose: (id: string) => void): Marker {
  const { id, position, name, flag, live, icon: drawing = ICONS[flag], said } = pin
  const html = document.createElement('span')
  render(
    [
      h(
        'span',
        { class: live ? 'pin-head live' : 'pin-head' },
        h(Icon, { name: drawing, size: 18 }),
      ),
      h('span', { class: 'pin-name' }, name),
    ],
    html,
  )
  const icon = divIcon({
    html,
    className: `pin at-${flag}`,
    iconSize: [44, 44],
    iconAnchor: [22, 42],
  })
  const one = marker(latLng(position.lat, position.lon), { icon, riseOnHover: true })
  one.on('click', () => choose(id))
  one.on('keypress', ({ originalEvent: { key } }) => {
    if (key === 'Enter' || key === ' ') choose(id)
  })
  one.on('add', () => {
    const { flags } = words().shell
    one.getElement()?.setAttribute('aria-label', said ?? `${name}, ${flags[flag]}`)
  })
  return one
}

type Box = { left: number; right: number; top: number; bottom: number }

/** Hides names that would lie over a pin or over another name; on focus and hover each is shown. */
export function thin(view: Leaflet, markers: Marker[]): void {
  const points = markers.map((one) => view.latLngToLayerPoint(one.getLatLng()))
  const taken: Box[] = points.map(({ x, y }) => ({
    left: x - 16,
    right: x + 16,
    top: y - 40,
    bottom: y,
  }))
  for (const [i, one] of markers.entries()) {
    const name = one.getElement()?.querySelector<HTMLElement>('.pin-name')
    if (!name) continue
    const { x, y } = points[i]!
    const half = name.offsetWidth / 2
    const box = { left: x - half, right: x + half, top: y, bottom: y + name.offsetHeight }
    const isFree = taken.every((other, j) => j === i || !meet(box, other))
    name.classList.toggle('hidden', !isFree)
    if (isFree) taken.push(box)
  }
}

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}
