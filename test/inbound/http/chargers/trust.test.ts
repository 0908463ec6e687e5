/** The operator tells chargers whom to trust: certificates of authorities, installed, listed and deleted. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { authority } from '../../../certificate.ts'
import { openTestHouse, type TestHouse } from '../../../house.ts'
import type { Json } from '../../../people.ts'
import type { Protocol } from '../../ocpp/charger.ts'
import { type Operator, operatorOf, plugged } from './operator.ts'

let house: TestHouse
let operator: Operator
beforeAll(async () => {
  house = await openTestHouse({ timer: false })
  operator = operatorOf(house)
})
afterAll(() => house.close())

const hash = {
  hashAlgorithm: 'SHA256',
  issuerNameHash: 'ab'.repeat(32),
  issuerKeyHash: 'cd'.repeat(32),
  serialNumber: '1f',
}

test.each<[Protocol, string, (type: string) => unknown, Json]>([
  [
    'ocpp1.6',
    'CentralSystemRootCertificate',
    (type: string) => type,
    { certificateHashData: [hash] },
  ],
  [
    'ocpp2.0.1',
    'CSMSRootCertificate',
    (type: string) => [type],
    {
      certificateHashDataChain: [
        { certificateType: 'CSMSRootCertificate', certificateHashData: hash },
      ],
    },
  ],
] as const)(
  '%s: each is asked as its schema wants it, and answers',
  async (protocol, type, which, held) => {
    const identity = `T-${protocol}`
    const charger = await plugged(house, identity, protocol)
    const root = { certificateType: type, certificate: authority().cert }
    const asked: [string, object, Json][] = [
      ['InstallCertificate', root, { status: 'Accepted' }],
      [
        'GetInstalledCertificateIds',
        { certificateType: which(type) },
        { status: 'Accepted', ...held },
      ],
      ['DeleteCertificate', { certificateHashData: hash }, { status: 'NotFound' }],
    ]
    for (const [action, payload, response] of asked) {
      const heard: object[] = []
      charger.answers(action, (said) => {
        heard.push(said)
        return response
      })
      const { body } = await operator.asks(identity, action, payload).expect(200)
      expect([heard, body]).toEqual([[payload], { response }])
      const [last] = await operator.commands(identity)
      expect(last).toMatchObject({
        action,
        payload,
        state: 'answered',
        answer: { result: response },
      })
      await operator.asks(identity, action, { certificateType: 1, certificate: 1 }).expect(422)
    }
    await charger.close()
  },
)
