/** Measures MQTT packets as their bytes come in: one that is too long is noticed before it is gathered. */

/** Says whether a chunk keeps within bounds; once it does not, the connection has to end. */
export type Gauge = (chunk: Uint8Array) => boolean

/** Follows the fixed headers (MQTT 3.1.1, section 2.2); `longest` is what may follow one, in bytes. */
export function openGauge(longest: () => number): Gauge {
  /** Bytes of the packet that are still to come. */
  let left = 0
  let length = 0
  /** What the next byte of a length counts; 0: the next byte begins a packet. */
  let weight = 0
  return (chunk) => {
    let at = 0
    while (at < chunk.length) {
      if (left > 0) {
        const step = Math.min(left, chunk.length - at)
        left -= step
        at += step
      } else if (weight === 0) {
        at++
        length = 0
        weight = 1
      } else {
        const byte = chunk[at++]!
        length += (byte & 127) * weight
        if (length > longest()) return false
        const isMore = byte > 127
        if (!isMore) left = length
        // Four bytes are the most that a length has; a fifth would count for nothing.
        weight = isMore ? Math.min(weight * 128, 2 ** 28) : 0
        if (weight === 2 ** 28) return false
      }
    }
    return true
  }
}
