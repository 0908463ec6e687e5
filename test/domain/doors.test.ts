/** What first steps tell a module to dial is where it is served. */
import { expect, test } from 'vitest'
import { doorsOf } from '../../src/domain/doors.ts'

const ports = { ovms: { port: 6867, tlsPort: 6870 }, mqtt: { port: 1883, tlsPort: null } }
const settings = { moduleHost: null, mqttUrl: null }
const app = 'https://share.example.org:8443/app'

test('the doors are at the host of the app, by the ports that were taken', () => {
  expect(doorsOf(settings, app, ports)).toEqual({
    ovms: { host: 'share.example.org', port: 6867, tlsPort: 6870 },
    mqtt: { host: 'share.example.org', port: 1883, tlsPort: null },
  })
})

test('or where their operator says that modules reach them', () => {
  const { ovms, mqtt } = doorsOf({ ...settings, moduleHost: 'cars.example.org' }, app, ports)
  expect([ovms.host, mqtt.host]).toEqual(['cars.example.org', 'cars.example.org'])
})

test.each([
  ['mqtt://broker.example.org', { host: 'broker.example.org', port: 1883, tlsPort: null }],
  [
    'mqtts://user:pw@broker.example.org:9883',
    { host: 'broker.example.org', port: null, tlsPort: 9883 },
  ],
  ['mqtt://localhost:1884', { host: 'share.example.org', port: 1884, tlsPort: null }],
])('another broker is dialed itself: %s', (mqttUrl, mqtt) => {
  expect(doorsOf({ ...settings, mqttUrl }, app, ports).mqtt).toEqual(mqtt)
})
