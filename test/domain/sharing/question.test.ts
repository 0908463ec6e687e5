/** What owners are asked, and what time does to it. */
import { describe, expect, test } from 'vitest'
import { aged, asked, reopened } from '../../../src/domain/sharing/question.ts'

const patience = { remindMs: 100, expireMs: 250 }
const about = { owner: 'anna', vehicle: 'jimbo', session: 'charge' }
const question = asked('share', about, 'q1', 1000, patience)

describe('a question', () => {
  test('is open when it is asked, with the times of its reminder and its end', () => {
    expect(question).toEqual({
      id: 'q1',
      kind: 'share',
      ...about,
      state: 'open',
      choice: null,
      askedAt: 1000,
      remindAt: 1100,
      expiresAt: 1250,
      answeredAt: null,
    })
  })

  test('is reminded of again and again until it expires', () => {
    const reminded = aged(question, 1100, patience)
    expect(reminded).toEqual({ ...question, remindAt: 1200 })
    expect(aged(reminded, 1249, patience)).toMatchObject({ state: 'open', remindAt: 1349 })
  })

  test('that is open again waits as long as a new one, and never shorter than before', () => {
    const answered = { ...question, state: 'answered', choice: 'once', answeredAt: 1100 } as const
    const open = { ...question, remindAt: 1250 }
    expect(reopened(answered, 1150, patience)).toEqual(open)
    expect(reopened(answered, 1240, patience)).toEqual({ ...open, remindAt: 1340, expiresAt: 1340 })
  })

  test('expires at its time and not before', () => {
    expect(aged(question, 1250, patience)).toEqual({ ...question, state: 'expired' })
  })
})
