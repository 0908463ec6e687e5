/** What chargers want of a certificate authority: this server is none, and says so in their words. */
import type { OCPP21 } from 'typed-ocpp'
import { rfc3339 } from '../../../domain/text.ts'
import { type Handler, tellEvent } from './handler.ts'

/** The request is kept, so that the operator can have it signed and installed by his own means. */
export const signCertificate: Handler = async ({ payload }, around) => {
  await tellEvent(around, 'certificate', payload)
  return { result: { status: 'Rejected' } }
}

/** Plug and charge: the contract is somebody else's. */
export const get15118EVCertificate: Handler = async ({ payload }, around) => {
  const { action, iso15118SchemaVersion } = payload
  await tellEvent(around, 'certificate', { action, iso15118SchemaVersion })
  return { result: { status: 'Failed', exiResponse: '' } }
}

export const getCertificateStatus: Handler = () => Promise.resolve({ result: { status: 'Failed' } })

/** How long a charger need not ask again for what could not be told, in milliseconds. */
const LATER_MS = 86_400_000

export const getCertificateChainStatus: Handler = ({ payload }, { now }) => {
  const { certificateStatusRequests: asked = [] } =
    payload as Partial<OCPP21.GetCertificateChainStatusRequest>
  const certificateStatus = asked.map(({ certificateHashData, source }) => ({
    certificateHashData,
    source,
    status: 'Failed',
    nextUpdate: rfc3339(now + LATER_MS),
  }))
  return Promise.resolve({ result: { certificateStatus } })
}
