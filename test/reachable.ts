/** An owner who can be reached on every way: her phones, an ntfy topic and a mailbox, all real. */
import { rmSync } from 'node:fs'
import request from 'supertest'
import { openTestHouse, type TestHouse } from './house.ts'
import { signUp } from './inbound/http/visitors.ts'
import { openMailServer, type MailServer } from './outbound/mailserver.ts'
import { type Device, openPushService, type PushService } from './outbound/pushservice.ts'
import { openTopicServer, type TopicServer } from './outbound/topics.ts'
import { call, type Json, text } from './people.ts'
import { ownPort } from './port.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export type Story = {
  house: TestHouse
  /** The time, moved by hand. */
  now: number
  ann: Awaited<ReturnType<typeof signUp>>
  phone: Device
  phones: PushService
  topics: TopicServer
  mails: MailServer
  /** Her car tells something, at her usual station. */
  says: (type: string, more?: Json) => Promise<Json>
  wishes: (notifications: object) => Promise<void>
  /** The newest question of hers in this state. */
  question: (state?: string) => Promise<Json>
  answers: (answer: Json) => Promise<void>
  /** All senders make a round; returns how many messages were tried. */
  round: () => Promise<number>
  /** Time passes, then the senders make a round. */
  after: (ms: number) => Promise<number>
  /** What arrived since it was asked last: `push`, `ntfy` and `email`, one word a message. */
  arrived: () => string[]
  /** The last payload that came to a phone. */
  payload: () => Json
  /** The phone says what it did with a push. */
  acks: (payload: Json, what?: string) => Promise<void>
  /** Begins a new story. */
  anew: () => Promise<void>
  /** The server dies, and another one opens what it left. */
  restart: () => Promise<void>
  close: () => Promise<void>
}

/** Noon in Greenwich, an hour later in Berlin. */
const START = Date.parse('2026-11-21T12:00:00Z')
const station = { lat: 47.1, lon: 15.4 }
const quiet = { info: () => {}, warn: () => {}, error: () => {} }

/** A world in which `anew` brings Ann with one phone, a topic and a mailbox, who was told nothing yet. */
export async function openStory(env: Record<string, string> = {}): Promise<Story> {
  const [phones, topics, mails] = await Promise.all([
    openPushService(),
    openTopicServer(),
    openMailServer(),
  ])
  const all = {
    CHARGESHARE_SMTP_URL: mails.url,
    CHARGESHARE_MAIL_FROM: 'share@example.org',
    CHARGESHARE_PORT: String(await ownPort()),
    ...env,
  }
  const overrides = { clock: () => story.now, chance: () => 1, timer: false, log: quiet }
  const story = { phones, topics, mails, now: START } as Story
  const house = await openTestHouse(overrides, all)
  story.house = house
  return Object.assign(story, sending(story), {
    anew: () => begin(story),
    restart: async () => {
      const { data, http, world } = story.house
      await http.close()
      await world.store.close()
      story.house = await openTestHouse(overrides, { ...all, CHARGESHARE_DATA: data })
    },
    close: async () => {
      await story.house.close()
      await Promise.all([phones.close(), topics.close(), mails.close()])
      rmSync(house.data, { recursive: true, force: true })
    },
  })
}

/** Who was there before is erased, with all that was on its way to her. */
async function begin(story: Story): Promise<void> {
  story.now = START
  if (story.ann) await story.ann.delete('/v1/owners/me').expect(204)
  story.arrived()
  story.topics.answer(200)
  for (const command of ['MAIL', 'RCPT', 'DATA'] as const) story.mails.answer(command, null)
  story.ann = await signUp(story.house, 'ann@example.org')
  story.phone = story.phones.subscribe(story.house.service.pushKey)
  await story.ann.post('/v1/push/subscriptions').send(story.phone).expect(201)
  const car = await story.ann.addCar('ANN')
  Object.assign(story, charging(story, car.token))
  await confirmed(story)
  await story.wishes({ ntfy: { url: `${story.topics.origin}/ann-topic` } })
}

/** Her mailbox is known to be hers. */
async function confirmed({ ann, house, now }: Story): Promise<void> {
  const { id, email } = (await ann.get('/v1/owners/me').expect(200)).body
  await house.world.store.write(({ owners }) => owners.confirm(id, email, now))
}

function charging(story: Story, token: string) {
  const question = async (state = 'open') =>
    (await story.ann.get(`/v1/questions?state=${state}`)).body.items[0]
  return {
    says: (type: string, more: Json = {}) => {
      const at = new Date(story.now).toISOString()
      const body = { type, at, position: station, ...more }
      return call('POST', `${story.house.url}/v1/vehicles/ANN/messages`, { token, body })
    },
    question,
    answers: async (answer: Json) => {
      const { id } = await question()
      await story.ann.post(`/v1/questions/${id}/answer`).send(answer).expect(200)
    },
  } satisfies Partial<Story>
}

function sending(story: Story) {
  const round = () => story.house.service.notifyOwners(story.now)
  return {
    wishes: async (notifications: object) => {
      await story.ann.patch('/v1/owners/me').send({ notifications }).expect(200)
    },
    round,
    after: (ms: number) => {
      story.now += ms
      return round()
    },
    arrived: () => [
      ...story.phones.drain().map(() => 'push'),
      ...story.topics.drain().map(() => 'ntfy'),
      ...story.mails.drain().map(() => 'email'),
    ],
    payload: () => JSON.parse(story.phones.messages.at(-1)!.payload) as Json,
    acks: async (payload: Json, what = 'shown') => {
      const path = `/v1/push/acks/${text(payload, 'ack')}`
      await request(story.house.url).post(path).send({ what }).expect(204)
    },
  } satisfies Partial<Story>
}
