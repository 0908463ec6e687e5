/** What it costs to push: events one by one and by the hundred, beside bare undici. */
import { Agent, request } from 'undici'
import { openWorld } from '../../src/app.ts'
import { readSettings, secretsOf } from '../../src/config.ts'
import { unasked } from '../../src/domain/partners/wishes.ts'
import { draft } from '../events.ts'
import { aLane, aPartner } from '../store/samples.ts'
import { short, spread } from './figures.ts'
import { type Ground, say } from './ground.ts'
import type { Found, Target } from './targets.ts'

const BATCH = 100

/** Events a round: one by one, and in batches. */
export type PushLength = { rounds: number; single: number; batched: number }

/** Events a second of each way, one figure a round. */
type Round = { bare: number; single: number; batched: number }

export async function push(ground: Ground, length: PushLength): Promise<Found> {
  const { rounds: count, single, batched } = length
  const receiver = ground.reference('bare.js')
  const sender = await openSender(ground.plot('push'), await receiver.url, batched)
  const rounds: Round[] = []
  for (let i = 0; i <= count; i++) {
    const round = {
      bare: await posts(await receiver.url, sender.body, single),
      single: await sender.drain(1, single),
      batched: await sender.drain(BATCH, batched),
    }
    // The first one warms up.
    if (i > 0) rounds.push(round)
  }
  await sender.close()
  await receiver.stop()
  report(rounds)
  return { targets: targetsOf(rounds), figures: { rounds } }
}

/** A house with one partner and a feed; it pushes when it is told to. */
async function openSender(data: string, url: string, events: number) {
  const env = {
    CHARGESHARE_DATA: data,
    CHARGESHARE_ALLOW_PRIVATE_URLS: 'true',
    CHARGESHARE_LOG_LEVEL: 'error',
  }
  const { world, service, close } = await openWorld(readSettings(env), secretsOf({}))
  const partner = aPartner({
    pushUrl: url,
    secrets: { current: world.webhook.newSigning(), old: null },
  })
  const from = await world.store.read.feed.last()
  const drafts = Array.from({ length: events }, (_, i) =>
    draft({ session: `s${i}`, publishedAt: i }),
  )
  await world.store.write(async (tables) => {
    await tables.partners.add(partner)
    await tables.lanes.add(aLane({ partner: partner.id, cursorSeq: from }))
    for (const one of drafts) await tables.feed.append(one)
  })
  return {
    body: `{"items":[${drafts[0]!.body}],"next":"${'x'.repeat(40)}"}`,
    /** Pushes the last events; resolves to events a second, the cursor moved durably. */
    drain: async (batch: number, events: number) => {
      const last = await world.store.read.feed.last()
      await world.store.write(async (tables) => {
        await tables.partners.set({ ...partner, wishes: { ...unasked, batch } })
        await tables.lanes.set(aLane({ partner: partner.id, cursorSeq: last - events }))
      })
      const began = performance.now()
      await service.deliverDue(Date.now())
      const took = performance.now() - began
      const lane = await world.store.read.lanes.get(partner.id)
      if (lane?.cursorSeq !== last) throw new Error(`stopped at ${lane?.cursorSeq} of ${last}`)
      return events / (took / 1000)
    },
    close,
  }
}

/** The same bodies by nothing but undici, one after the other. */
async function posts(url: string, body: string, count: number): Promise<number> {
  const dispatcher = new Agent()
  const headers = { 'content-type': 'application/json' }
  const began = performance.now()
  for (let i = 0; i < count; i++) {
    const answer = await request(url, { method: 'POST', headers, body, dispatcher })
    await answer.body.dump()
  }
  const took = performance.now() - began
  await dispatcher.close()
  return count / (took / 1000)
}

function report(rounds: Round[]): void {
  const own = (name: keyof Round) => spread(rounds.map((round) => round[name]))
  say(`\nPushes to one partner, events/s, ${rounds.length} rounds (min / median / max):`)
  say(`  bare undici, one by one          ${own('bare')}`)
  say(`  one event a message              ${own('single')}`)
  say(`  ${short(BATCH)} events a message            ${own('batched')}`)
}

function targetsOf(rounds: Round[]): Target[] {
  return [
    {
      name: '9  push, one event a request, of bare undici',
      ...{ better: 'least', goal: 0.8, moonshot: 1.5 },
      ratios: rounds.map(({ single, bare }) => single / bare),
    },
    {
      name: `10 push in batches of ${BATCH}, events, of bare undici`,
      ...{ better: 'least', goal: 20, moonshot: 35 },
      ratios: rounds.map(({ batched, bare }) => batched / bare),
    },
  ]
}
