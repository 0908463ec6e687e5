/** A connection as the broker reads it: no packet that is too long, and nothing more while it is shut. */
import type { Socket } from 'node:net'
import { openGauge } from './gauge.ts'

export type Door = {
  /** How many bytes may follow the fixed header of a packet. */
  longest: number
  /** Nothing more is read: what its client says stays in the network, and he has to wait. */
  shut: () => void
  open: () => void
}

/**
 * Aedes gathers a packet however long it is, and reads on while it works: both are held up where it
 * reads.
 */
export function openDoor(socket: Socket, longest: number): Door {
  const read = socket.read.bind(socket)
  const fits = openGauge(() => door.longest)
  let isShut = false
  let isAsked = false
  const door: Door = {
    longest,
    shut: () => void (isShut = true),
    open: () => {
      isShut = false
      if (!isAsked) return
      isAsked = false
      socket.emit('readable')
    },
  }
  socket.read = (size?: number): Buffer | null => {
    if (isShut) {
      isAsked = true
      return null
    }
    const chunk = read(size) as Buffer | null
    if (chunk === null || fits(chunk)) return chunk
    socket.destroy()
    return null
  }
  return door
}
