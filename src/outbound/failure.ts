/** Why there is no line to a backend, in words for the operator; nothing that the other side has written. */

/** By the codes of Node, of its TLS, and of ours (`BLOCKED`). */
const WORDS: Record<string, string> = {
  BLOCKED: 'its address may not be used',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody else',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'it hung up',
  EHOSTUNREACH: 'it cannot be reached',
  ENETUNREACH: 'it cannot be reached',
  ENOTFOUND: 'there is no such name',
  EPROTO: 'it does not speak TLS there',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ETIMEDOUT: 'it does not answer',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is of an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is of an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is of an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is of an authority that is not known here',
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 'sends too long frames',
}

const ANSWERS: Record<string, string> = {
  '400': 'perhaps it does not speak this version of OCPP',
  '401': 'it does not take the identity or the password',
  '403': 'it does not let this charger in',
  '404': 'it does not know this charger',
  '429': 'it has been asked too often',
  '508': 'the line leads back to where it comes from',
}

/** What a socket's error means. */
export function wordsFor({ message, code }: Error & { code?: string }): string {
  const status = /^Unexpected server response: (\d{3})$/.exec(message)?.[1]
  if (status === '508') return ANSWERS[status]!
  if (status !== undefined) return `it answered ${status}${after(meaningOf(status))}`
  if (/subprotocol/i.test(message)) return 'it does not speak this version of OCPP'
  if (/handshake has timed out/.test(message)) return WORDS['ETIMEDOUT']!
  if (code === undefined) return 'the connection failed'
  const isOurs = code === 'BLOCKED' || code.startsWith('WS_')
  const words = WORDS[code] ?? 'the connection failed'
  return isOurs && code in WORDS ? words : `${words} (${code})`
}

function meaningOf(status: string): string | undefined {
  return status.startsWith('3') ? 'it has moved, and no address is followed' : ANSWERS[status]
}

function after(meaning: string | undefined): string {
  return meaning === undefined ? '' : `: ${meaning}`
}
