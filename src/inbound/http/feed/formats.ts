/** The forms in which events go out: JSON, lines of JSON, a map, a table. */
import { z } from 'zod'
import { Event } from '../../../domain/sharing/event.ts'
import {
  columnsInWords,
  csvHead,
  csvOf,
  Feature,
  featureOf,
} from '../../../domain/sharing/shapes.ts'

/** How a form is written: events come as JSON texts, some at a time. */
export type Format = {
  /** The media type. */
  type: string
  head: string
  events: (texts: string[], isFirst: boolean) => string
  tail: (next: string, more: boolean) => string
}

const next = z.string().meta({ description: 'Never null: a poller always has where to go on from' })
const more = z.boolean()

export const FeedPage = z
  .strictObject({ items: z.array(Event), next, more })
  .meta({ id: 'FeedPage' })
const FeatureCollection = z
  .strictObject({ type: z.literal('FeatureCollection'), features: z.array(Feature), next, more })
  .meta({ id: 'EventCollection', description: 'RFC 7946: longitude before latitude, WGS 84' })
const Line = z
  .union([Event, z.strictObject({ next })])
  .meta({ id: 'FeedLine', description: 'One line; the last one is the cursor to go on from' })
const Table = z.string().meta({
  id: 'FeedTable',
  description: `A table (RFC 4180) with a row of names; go on from Link rel="next". ${columnsInWords}`,
})

const ending = (next: string, more: boolean) => `],"next":"${next}","more":${more}}`
const listed = (texts: string[], isFirst: boolean) =>
  texts.length === 0 || isFirst ? texts.join(',') : `,${texts.join(',')}`

export const JSON_FORM: Format = {
  type: 'application/json',
  head: '{"items":[',
  events: listed,
  tail: ending,
}
const LINES: Format = {
  type: 'application/x-ndjson',
  head: '',
  events: (texts) => texts.map((text) => `${text}\n`).join(''),
  tail: (next) => `{"next":"${next}"}\n`,
}
const MAP: Format = {
  type: 'application/geo+json',
  head: '{"type":"FeatureCollection","features":[',
  events: (texts, isFirst) =>
    listed(
      texts.map((text) => JSON.stringify(featureOf(JSON.parse(text) as Event))),
      isFirst,
    ),
  tail: ending,
}
const TABLE: Format = {
  type: 'text/csv',
  head: csvHead,
  events: (texts) => texts.map((text) => csvOf(JSON.parse(text) as Event)).join(''),
  tail: () => '',
}

/** The first is served to who does not mind. */
export const FORMATS: Format[] = [JSON_FORM, LINES, MAP, TABLE]

/** The schema of each form, by its media type, for the API document. */
export const SCHEMAS: Record<string, z.ZodType> = {
  [JSON_FORM.type]: FeedPage,
  [LINES.type]: Line,
  [MAP.type]: FeatureCollection,
  [TABLE.type]: Table,
}

/** As it stands in the head of an answer. */
export function contentType({ type }: Format): string {
  return type === TABLE.type ? `${type}; charset=utf-8; header=present` : `${type}; charset=utf-8`
}
