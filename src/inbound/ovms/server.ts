/** OVMS v2 over TCP: cars, apps and batch clients. */
import type { SecureContextOptions } from 'node:tls'
import type { Log } from '../../flows/ports.ts'
import type { Service } from '../../flows/service.ts'
import type { Garage } from './garage.ts'

export type OvmsOptions = {
  host: string
  /** null: not served; 0: a free one. */
  port: number | null
  tlsPort: number | null
  /** The certificate, where there is one. */
  tls: SecureContextOptions | null
  /** Guessers of passwords are slowed down. */
  rateLimits: boolean
  version: string
  log: Log
  /** 22 characters of A-Za-z0-9+/; for tests. */
  token?: () => string
}

export type OvmsServer = {
  /** The ports that were taken. */
  port: number | null
  tlsPort: number | null
  /** What happens by the clock, each second. */
  tick: (now: number) => Promise<void>
  close: () => Promise<void>
}

export async function openOvms(
  _service: Service,
  _garage: Garage,
  _options: OvmsOptions,
): Promise<OvmsServer> {
  return { port: null, tlsPort: null, tick: async () => {}, close: async () => {} }
}
