/** What vendors say beside the standard: kept, and taken where the operator knows the vendor. */
import { type Handler, tellEvent } from './handler.ts'

export const dataTransfer: Handler = async ({ payload }, around) => {
  await tellEvent(around, 'data', payload)
  const vendor = String(payload['vendorId']).toLowerCase()
  const isKnown = around.world.policy.ocpp.vendors.includes(vendor)
  return { result: { status: isKnown ? 'Accepted' : 'UnknownVendorId' } }
}
