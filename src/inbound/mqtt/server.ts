/** OVMS v3 over MQTT: the embedded broker, or another one as its client. */
import type { SecureContextOptions } from 'node:tls'
import type { Log } from '../../flows/ports.ts'
import type { Service } from '../../flows/service.ts'
import type { Garage } from '../ovms/garage.ts'

export type MqttOptions = {
  host: string
  /** null: not served; 0: a free one. */
  port: number | null
  tlsPort: number | null
  /** The certificate, where there is one. */
  tls: SecureContextOptions | null
  /** Another broker in place of our own. */
  url: string | null
  rateLimits: boolean
  log: Log
}

export type MqttServer = {
  port: number | null
  tlsPort: number | null
  close: () => Promise<void>
}

export async function openMqtt(
  _service: Service,
  _garage: Garage,
  _options: MqttOptions,
): Promise<MqttServer> {
  return { port: null, tlsPort: null, close: async () => {} }
}
