/** What time does to open questions: owners are reminded, and in the end the question expires. */
import { aged } from '../../domain/sharing/question.ts'
import type { World } from '../ports.ts'

type Needs = Pick<World, 'store' | 'policy' | 'bell' | 'meter'>

/** Reminds of and expires what is due; returns how many questions were touched. */
export function remindOwners({ store, policy, bell, meter }: Needs) {
  return async (now: number): Promise<number> => {
    const due = await store.read.questions.due(now, 1000)
    for (const { id } of due) {
      const question = await store.write(async (tables) => {
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
    return due.length
  }
}
