/** What all who call over OVMS v2 meet: the service, the garage, and what is known of guessers. */
import type { Log } from '../../flows/ports.ts'
import type { Service } from '../../flows/service.ts'
import type { Warden } from '../warden.ts'
import type { Garage } from './garage.ts'
import type { Guessers } from './guessers.ts'

export type Room = {
  service: Service
  garage: Garage
  guessers: Guessers
  warden: Warden
  /** Told to apps after each F. */
  version: string
  log: Log
  /** 22 characters of A-Za-z0-9+/, new for each connection. */
  newToken: () => string
}
