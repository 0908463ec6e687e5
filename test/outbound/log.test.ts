/** The log: what must never come out of it does not. */
import { describe, expect, test } from 'vitest'
import { openLog } from '../../src/outbound/log.ts'

/** A log into memory, and its lines. */
function written(level: 'info' | 'warn' = 'info') {
  const lines: string[] = []
  return { log: openLog(level, { write: (line: string) => void lines.push(line) }), lines }
}

describe('a note', () => {
  test('is one JSON line with an ISO time', () => {
    const { log, lines } = written()
    log.warn({ partner: 'p1', tries: 2 }, 'delivery failed')
    const note = JSON.parse(lines[0] ?? '') as Record<string, unknown>
    expect(note).toMatchObject({ level: 40, partner: 'p1', tries: 2, msg: 'delivery failed' })
    expect(note['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(lines).toHaveLength(1)
  })

  test('below the level is not written', () => {
    const { log, lines } = written('warn')
    log.info({}, 'quiet')
    log.error({}, 'loud')
    expect(lines).toHaveLength(1)
  })

  test('never shows a token, a password, a position or the like, three levels deep', () => {
    const { log, lines } = written()
    const secrets = {
      token: 'csv_tell',
      password: 'pass_tell',
      secret: 'whsec_tell',
      authorization: 'Bearer tell',
      cookie: 'session=tell',
      position: { lat: 22.2809, lon: 114.1588 },
      lat: 22.2809,
      lon: 114.1588,
      endpoint: 'https://push.example/tell',
    }
    log.info(secrets, 'first')
    log.warn({ message: secrets, messages: [secrets] }, 'second and third')
    log.error({ request: { headers: secrets } }, 'third')
    expect(lines).toHaveLength(3)
    expect(lines.join('')).not.toMatch(/tell|22\.28|114\.15/)
    expect(lines[0]?.match(/\[Redacted\]/g)).toHaveLength(Object.keys(secrets).length)
  })
})
