/** How an owner wishes to be told of things: by which channels, when not, and in which words. */
import { z } from 'zod'
import { link } from '../text.ts'
import { isTimezone } from './quiet.ts'

/** The ways on which a question may reach its owner. */
export const Channel = z.enum(['push', 'ntfy', 'email'])
export type Channel = z.infer<typeof Channel>

/** The tongues that the product speaks. */
export const Language = z.enum(['en', 'de', 'zh'])
export type Language = z.infer<typeof Language>

const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 22:00')
  .meta({ example: '22:00' })

const QuietHours = z
  .strictObject({
    from: timeOfDay,
    to: timeOfDay,
    timezone: z
      .string()
      .max(64)
      .refine(isTimezone, {
        error: 'must be a time zone such as Europe/Berlin',
        params: { code: 'timezone' },
      })
      .meta({ example: 'Europe/Berlin' }),
  })
  .refine(({ from, to }) => from !== to, {
    path: ['to'],
    error: 'must differ from the beginning',
    params: { code: 'equal' },
  })

/** A topic's own address, as ntfy's apps show it: the topic is the last part of the path. */
const TopicUrl = link(500)
  .refine(isTopic, { error: 'must end in the name of a topic', params: { code: 'topic' } })
  .meta({ example: 'https://ntfy.example.org/a-name-nobody-guesses' })
const TOPIC = /\/[\w-]{1,64}$/

export const Notifications = z.strictObject({
  quiet: QuietHours.nullable().meta({ description: 'Nothing is sent then; it comes at the end' }),
  discreet: z.boolean().meta({ description: 'Nothing of place or car on the lock screen' }),
  channels: z
    .array(Channel)
    .max(Channel.options.length)
    .refine((list) => new Set(list).size === list.length, 'must name each channel once')
    .meta({ description: 'In the order in which they are tried' }),
  ntfy: z.strictObject({ url: TopicUrl }).nullable(),
})
export type Notifications = z.infer<typeof Notifications>

/** What holds for an owner who has wished for nothing yet. */
export const unsaid: Notifications = {
  quiet: null,
  discreet: false,
  channels: ['push', 'ntfy', 'email'],
  ntfy: null,
}

/** What is no URL at all is named as that already. */
function isTopic(url: string): boolean {
  return !URL.canParse(url) || TOPIC.test(new URL(url).pathname)
}
