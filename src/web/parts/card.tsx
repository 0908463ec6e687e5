/** A card with what belongs together, and lists of rows inside one. */
import type { ComponentChildren } from 'preact'
import { Link } from '../route.tsx'
import { Icon } from './icon.tsx'

type CardProps = {
  title?: ComponentChildren
  /** Beside the title: a link or a button. */
  action?: ComponentChildren
  /** `live`: what goes on now; `warn`: needs the owner. */
  tone?: 'live' | 'warn'
  children: ComponentChildren
}

export function Card({ title, action, tone, children }: CardProps) {
  return (
    <section class={`card ${tone ?? ''}`}>
      {title && (
        <header class="card-head">
          <h2>{title}</h2>
          {action}
        </header>
      )}
      {children}
    </section>
  )
}

/** Rows with lines between them; each child is a `Row` or an `<li>`. */
export function Rows({ children }: { children: ComponentChildren }) {
  return <ul class="rows">{children}</ul>
}

type RowProps = {
  /** A row that leads somewhere. */
  href?: string
  icon?: ComponentChildren
  title: ComponentChildren
  note?: ComponentChildren
  /** A number at the end of the title's line. */
  value?: string | false
  /** A button beside it all. */
  end?: ComponentChildren
}

export function Row({ href, icon, title, note, value, end }: RowProps) {
  const inside = (
    <>
      {icon && <span class="row-icon">{icon}</span>}
      <span class="row-text">
        <span class="row-title">
          <span>{title}</span>
          {value && <span class="number">{value}</span>}
        </span>
        {note && <span class="row-note">{note}</span>}
      </span>
      {end && <span class="row-end">{end}</span>}
      {href && <Icon name="next" size={18} />}
    </>
  )
  return (
    <li>
      {href ? (
        <Link class="row-line" href={href}>
          {inside}
        </Link>
      ) : (
        <div class="row-line">{inside}</div>
      )}
    </li>
  )
}

/** Name and value, below each other: what a charge or a car is. */
export function Facts({ items }: { items: [name: string, value: ComponentChildren][] }) {
  return (
    <dl class="facts">
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
