/** Small drawings of our own, in the colour of the text around: `<Icon name="bolt" />`. */

const paths = {
  bolt: 'M13 2 5 13.5h5.5L9.5 22 19 9.5h-6z',
  home: 'M4 11 12 4l8 7v8.5a.5.5 0 0 1-.5.5H15v-6H9v6H4.5a.5.5 0 0 1-.5-.5z',
  question:
    'M5 4h14a1.5 1.5 0 0 1 1.5 1.5v10A1.5 1.5 0 0 1 19 17h-6l-4.5 4v-4H5a1.5 1.5 0 0 1-1.5-1.5v-10A1.5 1.5 0 0 1 5 4zM9.8 9a2.2 2.2 0 1 1 3 2c-.5.3-.8.6-.8 1.2M12 14.3v.01',
  charges: 'M4 20V10M10 20V4M16 20v-7M22 20H2',
  place:
    'M12 21.5c4.7-5 7-8.5 7-11.5a7 7 0 0 0-14 0c0 3 2.3 6.5 7 11.5zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  car: 'M4 16.5v2.5h2.5v-2.5M17.5 16.5v2.5H20v-2.5M3.5 16.5h17v-4l-2-5.5a1.5 1.5 0 0 0-1.4-1H6.9a1.5 1.5 0 0 0-1.4 1l-2 5.5zM4 12h16M7 14.2h.01M17 14.2h.01',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20.5c.8-4 4-6 8-6s7.2 2 8 6',
  back: 'M14.5 5 8 12l6.5 7',
  next: 'M9.5 5 16 12l-6.5 7',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.5 10 17.5 19.5 7',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  bell: 'M6 17h12c-1.5-1.5-1.5-3-1.5-6a4.5 4.5 0 0 0-9 0c0 3 0 4.5-1.5 6zM10.3 20a2 2 0 0 0 3.4 0',
  phone: 'M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM11 18h2',
  lock: 'M6 11h12v9.5H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  share: 'M12 15V4M8 7.5 12 3.5l4 4M6 12v8h12v-8',
  globe:
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3.5 12h17M12 3c2.5 2.5 3.7 5.5 3.7 9S14.5 18.5 12 21c-2.5-2.5-3.7-5.5-3.7-9S9.5 5.5 12 3z',
  once: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM10.5 9.5 12.5 8v8',
  skip: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12h8',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.5V12l3 2',
  cloud: 'M7 18.5a4.5 4.5 0 0 1-.5-9A6 6 0 0 1 18 10.7a4 4 0 0 1-.5 7.8z',
  undo: 'M8 5 4 9l4 4M4.5 9H14a5.5 5.5 0 0 1 0 11H9',
  plus: 'M12 5v14M5 12h14',
  edit: 'M4 20h4L19.5 8.5l-4-4L4 16z',
  trash: 'M5 7h14M10 4h4M7 7l1 13h8l1-13',
  download: 'M12 4v11M8 11.5l4 4 4-4M5 20h14',
  warning: 'M12 4 2.5 20h19zM12 10v4.5M12 17.2v.01',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.5M12 7.8v.01',
  plug: 'M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4.5',
  filter: 'M4 6h16M7 12h10M10 18h4',
  camera: 'M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 16.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
} as const

export type IconName = keyof typeof paths

/** Decoration only: the words stand beside it. */
export function Icon({ name, size = 24 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}

/** The bolt and its spark: who we are. */
export function Logo({ size = 40 }: { size?: number }) {
  return (
    <svg class="logo" viewBox="0 0 64 64" width={size} height={size} aria-hidden="true">
      <rect width="64" height="64" rx="18" />
      <path d="M35 9 16 36h13l-4 19 22-29H33z" />
      <circle cx="49" cy="15" r="5" />
    </svg>
  )
}
