import { openTestStore } from './engines.ts'
import * as s from './samples.ts'
const store = await openTestStore()
const N = 300
const cars = await store.write(async (t) => { const out = []; for (let i = 0; i < N; i++) out.push(await s.charged(t)); return out })
const times: Record<string, number> = {}
const timed = async (name: string, f: () => Promise<unknown>) => { const a = performance.now(); const r = await f(); times[name] = (times[name] ?? 0) + performance.now() - a; return r as any }
for (let round = 0; round < 12; round++) {
  if (round === 2) for (const k in times) times[k] = 0
  await timed('whole', () => store.write(async (t) => {
    for (const { vehicle, session } of cars) {
      const v = await timed('lock', () => t.vehicles.lock(vehicle.id))
      const fact = s.aFact()
      await timed('msg.get', () => t.messages.get(vehicle.id, fact.key))
      await timed('latest', () => t.sessions.latest(vehicle.id))
      await timed('near', () => t.places.near(v, s.central))
      await timed('msg.add', () => t.messages.add(vehicle.id, fact, { digest: 'ddddddddddddddddddddd', session: session.id }, 5))
      await timed('set', () => t.sessions.set(session))
      await timed('append', () => t.feed.append(s.anEvent()))
      await timed('setFix', () => t.vehicles.setFix(vehicle.id, { at: 1, position: s.central, odometerKm: null }))
    }
  }))
  await timed('empty', async () => { for (let i = 0; i < N; i++) await store.write(async () => {}) })
}
for (const [k, v] of Object.entries(times)) console.log(k.padEnd(10), ((v / 10 / N) * 1000).toFixed(2), 'us')
await store.close()
