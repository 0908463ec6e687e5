/** A driver shows a tag. */
import type { OCPP16, OCPP21 } from 'typed-ocpp'
import { idTagInfo, idTokenInfo } from '../../../domain/chargers/tokens/authorise.ts'
import { judge } from '../tokens/tokens.ts'
import type { Handler } from './handler.ts'

export const authorize16: Handler = async ({ payload }, around) => {
  const { idTag = '' } = payload as Partial<OCPP16.AuthorizeRequest>
  const judged = await judge(around, { id: idTag, type: null }, { evse: null })
  return { result: { idTagInfo: idTagInfo(judged) } }
}

export const authorize2: Handler = async ({ payload }, around) => {
  const told = payload as Partial<OCPP21.AuthorizeRequest>
  const { idToken = '', type = null } = told.idToken ?? {}
  const judged = await judge(around, { id: idToken, type }, { evse: null })
  // Whether its tag may charge is told; a contract (ISO 15118) cannot be checked here, and that is told.
  const hasContract =
    told.certificate !== undefined || told.iso15118CertificateHashData !== undefined
  const certificateStatus = hasContract && { certificateStatus: 'NoCertificateAvailable' }
  return { result: { idTokenInfo: idTokenInfo(judged), ...certificateStatus } }
}
