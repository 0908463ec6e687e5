/** Where the modules of cars reach this server, as they are to be told. */

/** A host and its ports: plain, and over TLS; null where nothing is served. */
export type Door = { host: string; port: number | null; tlsPort: number | null }
/** OVMS v2, and MQTT for OVMS v3. */
export type Doors = { ovms: Door; mqtt: Door }

type Ports = Pick<Door, 'port' | 'tlsPort'>
/** `moduleHost`: what the operator says; `mqttUrl`: another broker that takes the place of our own. */
type Told = { moduleHost: string | null; mqttUrl: string | null }

const closed: Door = { host: '', port: null, tlsPort: null }
/** Before the server listens. */
export const nowhere: Doors = { ovms: closed, mqtt: closed }

export function doorsOf(
  { moduleHost, mqttUrl }: Told,
  publicUrl: string,
  { ovms, mqtt }: Record<keyof Doors, Ports>,
): Doors {
  const host = moduleHost ?? new URL(publicUrl).hostname
  const at = ({ port, tlsPort }: Ports): Door => ({ host, port, tlsPort })
  return { ovms: at(ovms), mqtt: mqttUrl === null ? at(mqtt) : brokerAt(mqttUrl, host) }
}

/** A broker on our own machine is reached by modules as we are. */
function brokerAt(address: string, ours: string): Door {
  const { hostname, port, protocol } = new URL(address)
  const host = /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname) ? ours : hostname
  return protocol === 'mqtts:'
    ? { host, port: null, tlsPort: Number(port || 8883) }
    : { host, port: Number(port || 1883), tlsPort: null }
}
