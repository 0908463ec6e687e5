/** Finds out what a peer speaks and where: its versions, then the details of the one to use. */
import { MISSING_ENDPOINTS, UNSUPPORTED_VERSION, UNUSABLE_API } from '../../domain/ocpi/codes.ts'
import { type Endpoint, endpointOf, type Version, VERSIONS } from '../../domain/ocpi/peer.ts'
import { endpointsIn, versionsIn } from '../../domain/ocpi/read.ts'
import type { Encoding, Shown } from '../../domain/ocpi/token.ts'
import type { World } from '../ports.ts'
import type { OcpiAnswer } from './ports.ts'

type Needs = Pick<World, 'ocpi'>

/** A peer's server is of no use to us; `code` is OCPI's for why. */
export class Unusable extends Error {
  override readonly name = 'Unusable'
  readonly code: number

  constructor(code: number, detail: string) {
    super(detail)
    this.code = code
  }
}

/** What was found out; `encoding` is the one in which it takes our token. */
export type Met = { version: Version; endpoints: Endpoint[]; encoding: Encoding }

/**
 * Without `wanted`, the best version that both speak. Throws `Unusable`. A server that does not
 * know the token one way is asked the other way: nobody can tell beforehand which one it reads.
 */
export async function meet(
  { ocpi }: Needs,
  versionsUrl: string,
  shown: Shown,
  wanted?: Version,
): Promise<Met> {
  const refusal = ocpi.refusal(versionsUrl)
  if (refusal) throw new Unusable(UNUSABLE_API, `the versions URL ${refusal}`)
  const ask = (url: string, { token, encoding }: Shown) =>
    ocpi.ask({ method: 'GET', url, token, encoding })
  let { encoding } = shown
  let answer = await ask(versionsUrl, shown)
  if (answer.status === 401) {
    encoding = encoding === 'base64' ? 'raw' : 'base64'
    answer = await ask(versionsUrl, { ...shown, encoding })
  }
  const offered = versionsIn(dataOf(answer, 'versions'))
  const known = wanted ? [wanted] : VERSIONS
  const version = known.find((one) => offered.some((entry) => entry.version === one))
  const url = offered.find((entry) => entry.version === version)?.url
  if (!version || !url) {
    throw new Unusable(UNSUPPORTED_VERSION, `none of ${known.join(', ')} among its versions`)
  }
  refuseElsewhere(versionsUrl, url, 'version details')
  const endpoints = endpointsIn(dataOf(await ask(url, { ...shown, encoding }), 'version details'))
  if (!endpoints) throw new Unusable(UNUSABLE_API, 'its version details name no endpoints')
  if (endpointOf({ endpoints }, 'credentials') === null) {
    throw new Unusable(MISSING_ENDPOINTS, 'its version details name no credentials endpoint')
  }
  for (const one of endpoints) refuseElsewhere(versionsUrl, one.url, `${one.identifier} endpoint`)
  return { version, endpoints, encoding }
}

/** Nobody makes us call somebody else: what a host tells of are its own addresses. */
function refuseElsewhere(versionsUrl: string, url: string, what: string): void {
  const [own, other] = [versionsUrl, url].map((one) => new URL(one).hostname)
  if (own === other) return
  throw new Unusable(UNUSABLE_API, `its ${what} must lie on ${own}, as its versions do: ${other}`)
}

/** What a good answer holds; throws `Unusable` where it is none, in words that say why. */
export function dataOf(answer: OcpiAnswer, what: string): unknown {
  const trouble = troubleIn(answer)
  if (trouble) throw new Unusable(UNUSABLE_API, `its ${what}: ${trouble}`)
  return answer.data
}

/** What went wrong with a call, in words; null where nothing did. */
export function troubleIn({ status, error, code, message }: OcpiAnswer): string | null {
  const said = message === null ? '' : `: ${message.slice(0, 200)}`
  if (status === null) return `no answer (${error})`
  if (status < 200 || status >= 300) return `answered HTTP ${status}${said}`
  if (code !== null && (code < 1000 || code >= 2000)) return `answered OCPI ${code}${said}`
  return error
}
