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

test('what chargers say is counted by words that nobody can make grow without end', async () => {
  let connected = 2
  const meter = openMeter(() => connected)
  const call = { direction: 'in', version: '1.6', action: 'Heartbeat', error: null, ms: 4 } as const
  meter.frame({ ...call, deviations: [] })
  meter.frame({ ...call, action: 'Authorize', deviations: [{ rule: 'number' }, { rule: 'zone' }] })
  meter.frame({
    ...call,
    direction: 'out',
    action: 'Reset',
    error: 'silent',
    ms: null,
    deviations: [],
  })
  meter.frame({ ...call, action: null, version: null, error: 'unreadable', deviations: [] })
  for (let i = 0; i < 500; i++) {
    meter.frame({ ...call, action: `Made up ${i}`, error: 'NotImplemented', deviations: [] })
    meter.frame({
      ...call,
      direction: 'out',
      action: `Foreign ${i}`,
      deviations: [{ rule: `${i}` }],
    })
  }
  meter.command('answered')
  meter.crowd()
  const text = await meter.text()
  const calls = (rest: string) => `chargeshare_charger_calls_total{${rest}`
  expect(text.split('\n')).toEqual(
    expect.arrayContaining([
      'chargeshare_chargers_connected 2',
      calls('direction="in",version="1.6",action="Heartbeat",result="ok"} 1'),
      calls('direction="out",version="1.6",action="Reset",result="silent"} 1'),
      calls('direction="in",version="none",action="none",result="unreadable"} 1'),
      calls('direction="in",version="1.6",action="other",result="NotImplemented"} 500'),
      'chargeshare_charger_call_seconds_bucket{le="0.005",direction="in"} 503',
      'chargeshare_charger_deviations_total{rule="zone"} 1',
      'chargeshare_charger_commands_total{outcome="answered"} 1',
      'chargeshare_meeting_crowds_total 1',
    ]),
  )
  expect(text.match(/^chargeshare_charger_calls_total/gm)!.length).toBeLessThan(200)
  expect(text.match(/^chargeshare_charger_deviations_total/gm)!.length).toBeLessThan(200)
  connected = 0
  expect(await meter.text()).toContain('chargeshare_chargers_connected 0')
})

test('what backends do is counted in words of ours, and how many there are by state', async () => {
  const meter = openMeter()
  meter.backendState(null, 'away')
  meter.backendState(null, 'away')
  meter.backendState('away', 'open')
  meter.backendState('away', null)
  meter.backendCall('out', 'StartTransaction', 'ok')
  meter.backendOdd('bad-answer')
  meter.backendLetter('told', 3)
  for (let i = 0; i < 500; i++) meter.backendCall('in', `Word${i}`, 'refused')
  const text = await meter.text()
  expect(text.split('\n')).toEqual(
    expect.arrayContaining([
      'chargeshare_backends{state="away"} 0',
      'chargeshare_backends{state="open"} 1',
      'chargeshare_backend_calls_total{direction="out",action="StartTransaction",result="ok"} 1',
      'chargeshare_backend_calls_total{direction="in",action="other",result="refused"} 500',
      'chargeshare_backend_deviations_total{rule="bad-answer"} 1',
      'chargeshare_backend_messages_total{result="told"} 3',
    ]),
  )
})
