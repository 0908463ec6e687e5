/** Secrets never lie in the log, wherever chargers and servers write them; all else stays as it came. */
import { expect, test } from 'vitest'
import { MASK, masked } from '../../../../src/domain/chargers/log/mask.ts'

const KEY = '-----BEGIN EC PRIVATE KEY-----\\nMHcCAQEEIH\\n-----END EC PRIVATE KEY-----'

test.each([
  '[2,"1","Heartbeat",{}]',
  '[2, "1", "MeterValues", {"meterValue": [{"value": 1.0}]}]',
  '[2,"1","ChangeConfiguration",{"key":"HeartbeatInterval","value":"300"}]',
  '[2,"1","GetDiagnostics",{"location":"ftp://files.example.org/upload"}]',
  '[2,"1","GetConfiguration",{"key":["AuthorizationKey"]}]',
  '[3,"1",{"configurationKey":[{"key":"AuthorizationKey","readonly":false}]}]',
  '[2,"1","Authorize",{"idTag":"someone@example.org"}]',
  'no frame at all',
  '',
])('a frame without secrets is kept to the letter: %s', (frame) => {
  expect(masked(frame)).toBe(frame)
})

test.each([
  [
    'a key that is set',
    '[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"S3CRET"}]',
  ],
  ['another case', '[2,"1","ChangeConfiguration",{"key":"authorizationkey","value":"S3CRET"}]'],
  [
    'a key that is told',
    '[3,"1",{"configurationKey":[{"key":"AuthorizationKey","value":"S3CRET"}]}]',
  ],
  ['a vendor’s setting', '[2,"1","ChangeConfiguration",{"key":"WifiPassword","value":"S3CRET"}]'],
  [
    'a password of 2.x',
    '[2,"1","SetVariables",{"setVariableData":[{"component":{"name":"SecurityCtrlr"},"variable":{"name":"BasicAuthPassword"},"attributeValue":"S3CRET"}]}]',
  ],
  [
    'a report of one',
    '[2,"1","NotifyReport",{"reportData":[{"variable":{"name":"VpnPassword"},"variableAttribute":[{"type":"Actual","value":"S3CRET"}]}]}]',
  ],
  [
    'a network profile',
    '[2,"1","SetNetworkProfile",{"connectionData":{"apn":{"apnUserName":"u","apnPassword":"S3CRET"},"basicAuthPassword":"S3CRET"}}]',
  ],
  ['an address', '[2,"1","GetDiagnostics",{"location":"ftp://user:S3CRET@files.example.org/up"}]'],
  ['another one', '[2,"1","GetLog",{"log":{"remoteLocation":"sftp://u:S3CRET@h:22/a b"}}]'],
  ['a signed one', '[2,"1","UpdateFirmware",{"location":"https://h/f?v=1&sig=S3CRET&w=2"}]'],
  ['a text in a text', '[2,"1","DataTransfer",{"data":"{\\"password\\":\\"S3CRET\\",\\"a\\":1}"}]'],
  ['what is no JSON', '[2,"1","ChangeConfiguration",{"password":"S3CRET",]'],
  ['a number', '[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":5303637}]'],
])('%s is masked, and nothing beside it', (_, frame) => {
  const kept = masked(frame)
  expect(kept).not.toContain('S3CRET')
  expect(kept).not.toContain('5303637')
  expect(kept).toContain(MASK)
  const before = frame.replaceAll(/S3CRET|5303637/g, '').length
  expect(kept.length).toBeGreaterThan(before * 0.6)
})

test('a private key is masked as a whole, also where its end is missing', () => {
  const frame = (key: string) => `[2,"1","DataTransfer",{"data":"a ${key}"}]`
  expect(masked(frame(`${KEY} b`))).toBe(frame(`${MASK} b`))
  expect(masked(frame(KEY.slice(0, 50)))).toBe(frame(MASK))
})

test('what stands around a secret stays', () => {
  const frame =
    '[2,"7","UpdateFirmware",{"location":"ftp://user:pw@h/f.bin","retrieveDate":"2026-11-21T12:00:00"}]'
  expect(masked(frame)).toBe(frame.replace('pw', MASK))
  const report =
    '[2,"8","NotifyReport",{"reportData":[{"variable":{"name":"BasicAuthPassword"},"variableAttribute":[{"type":"Target","mutability":"WriteOnly","value":"x"}]}]}]'
  expect(masked(report)).toBe(report.replace('"x"', `"${MASK}"`))
})

test.each([
  ['a setting', '[3,"1",{"configurationKey":[{"key":"LocationLatitude","value":"47.05012"}]}]'],
  ['a short one', '[3,"1",{"configurationKey":[{"key":"GpsLat","value":"47.05012"}]}]'],
  ['one called Location', '[3,"1",{"configurationKey":[{"key":"Location","value":"47.05012"}]}]'],
  ['a street', '[3,"1",{"configurationKey":[{"key":"SiteAddress","value":"Lane 47.05012"}]}]'],
  [
    'a variable of 2.x',
    '[2,"1","NotifyReport",{"reportData":[{"component":{"name":"LocationCtrlr"},"variable":{"name":"Lat1"},"variableAttribute":[{"value":"47.05012"}]}]}]',
  ],
  [
    'an event of one',
    '[2,"1","NotifyEvent",{"eventData":[{"actualValue":"47.05012","component":{"name":"GPS"},"variable":{"name":"Actual"}}]}]',
  ],
  ['a vendor’s field', '[2,"1","DataTransfer",{"data":{"lat":47.05012}}]'],
  ['a list', '[2,"1","DataTransfer",{"data":{"coordinates":[8.30034,47.05012]}}]'],
  ['a text in a text', '[2,"1","DataTransfer",{"data":"{\\"lat\\":47.05012}"}]'],
  ['a pair', '[2,"1","StatusNotification",{"info":"at 47.05012, 8.30034"}]'],
  ['an equation', '[2,"1","StatusNotification",{"info":"lat=47.05012 lon=8.30034"}]'],
  ['a receiver’s words', '[2,"1","DataTransfer",{"data":"$GPGGA,1,4747.05012,N,00818.0204,E"}]'],
])('%s that tells where a charger stands is masked', (_, frame) => {
  expect(masked(frame)).not.toMatch(/47\.05012|8\.30034|47\.05/)
  expect(masked(frame)).toContain(MASK)
})

test.each([
  '[2,"1","MeterValues",{"meterValue":[{"sampledValue":[{"value":"230.1251","location":"Outlet"},{"value":"16.1252"}]}]}]',
  '[2,"1","UpdateFirmware",{"location":"https://files.example.org/f.bin"}]',
  '[3,"1",{"configurationKey":[{"key":"LatencyMs","value":"47"},{"key":"Template","value":"a"}]}]',
  '[2,"1","StatusNotification",{"info":"230.1 V, 16.2 A"}]',
])('what tells no place is kept to the letter: %s', (frame) => {
  expect(masked(frame)).toBe(frame)
})

test('a hostile frame is looked through in no time', () => {
  const began = performance.now()
  masked(`[2,"1","DataTransfer",{"data":"${'password://a:'.repeat(20_000)}"}]`)
  masked('-----BEGIN PRIVATE KEY-----'.repeat(10_000))
  masked(`"${'\\'.repeat(200_000)}password`)
  masked(`[${'"password'.repeat(20_000)}`)
  masked(`lat=${'1.1111'.repeat(50_000)}`)
  masked(`${'lat'.repeat(60_000)}${' '.repeat(60_000)}`)
  expect(masked(`${'['.repeat(100_000)}"password"${']'.repeat(100_000)}`)).toContain(MASK)
  // Some hundredths of a second; minutes where it goes by the square of the length.
  expect(performance.now() - began).toBeLessThan(10_000)
})
