/** What time does to open questions and to devices: owners are reminded, in the end both expire. */
import { aged } from '../../domain/sharing/question.ts'
import type { World } from '../ports.ts'
import { dropDeaf } from './deaf.ts'

type Needs = Parameters<typeof dropDeaf>[0] & Pick<World, 'bell'>

/** Reminds of and expires what is due; returns how many questions were touched. */
export function remindOwners(world: Needs) {
  const { store, policy, bell, meter } = world
  const drop = dropDeaf(world)
  return async (now: number): Promise<number> => {
    const due = await store.read.questions.due(now, 1000)
    for (const { id, vehicle } of due) {
      const question = await store.write(async (tables) => {
        // Else an answer that is given at the same time would be lost.
        await tables.vehicles.lock(vehicle)
        const open = await tables.questions.get(id)
        if (open?.state !== 'open') return null
        const older = aged(open, now, policy)
        await tables.questions.set(older)
        if (older.state === 'open') await tables.notices.add(older, now)
        return older
      })
      if (question)
        meter.question(question.kind, question.state === 'open' ? 'reminded' : 'expired')
    }
    if (due.length > 0) bell.ring()
    await drop(now)
    return due.length
  }
}
