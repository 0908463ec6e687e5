/** What the operator reads of the counts and times. */
import { expect, test } from 'vitest'
import { openMeter } from '../../src/outbound/meter.ts'

test('counts and times come out in Prometheus’ text form, beside what Node says', async () => {
  const meter = openMeter()
  meter.message('http', 'new')
  meter.message('http', 'new')
  meter.message('ovms', 'duplicate')
  meter.question('share', 'asked')
  meter.push('sent')
  meter.delivery('p1', 'delivered', 0.3)
  meter.batch(7, 0.004)
  const lines = (await meter.text()).split('\n')
  expect(meter.contentType).toContain('text/plain')
  expect(lines).toEqual(
    expect.arrayContaining([
      'chargeshare_messages_total{source="http",result="new"} 2',
      'chargeshare_messages_total{source="ovms",result="duplicate"} 1',
      'chargeshare_questions_total{kind="share",what="asked"} 1',
      'chargeshare_pushes_total{result="sent"} 1',
      'chargeshare_deliveries_total{partner="p1",result="delivered"} 1',
      'chargeshare_delivery_seconds_bucket{le="0.2"} 0',
      'chargeshare_delivery_seconds_bucket{le="0.5"} 1',
      'chargeshare_commit_messages_sum 7',
      'chargeshare_commit_seconds_bucket{le="0.005"} 1',
      'chargeshare_commit_seconds_count 1',
    ]),
  )
  expect(lines.some((line) => line.startsWith('process_resident_memory_bytes '))).toBe(true)
})

test('two meters in one process do not mix', async () => {
  const [one, two] = [openMeter(), openMeter()]
  one.push('sent')
  expect(await one.text()).toContain('chargeshare_pushes_total{result="sent"} 1')
  expect(await two.text()).not.toContain('chargeshare_pushes_total{')
})
