/** One connection that was let in: under which topics it may speak and listen, and whose cars it speaks for. */
import type { Module, Service } from '../../flows/service.ts'
import type { Login } from './login.ts'
import { filterOf, type Topic, topicOf } from './topics.ts'
import { openTrust, type Soon } from './trust.ts'

/** Nobody speaks for more vehicles over one connection. */
const VEHICLES_MAX = 1000

export function openSeat(login: Login, service: Pick<Service, 'clock' | 'trustModule'>) {
  const { account, module, email, realm } = login
  const trust = openTrust(service.trustModule, service.clock, VEHICLES_MAX)
  const ownModule = (vehicle: string) => trust.moduleOf(email ?? '', vehicle.toLowerCase())
  const isOwn = (told: Pick<Topic, 'account' | 'vehicle'>, { id }: Module) =>
    told.account === account && told.vehicle.toLowerCase() === id

  return {
    login,
    /** The module behind a topic; null where the topic is not for this connection to speak under. */
    moduleFor: (topic: Topic): Soon<Module | null> => {
      if (module) return isOwn(topic, module) ? module : null
      return ownModule(topic.vehicle)
    },
    /** Whether it may listen under a filter: its vehicle's topics, or any within its owner's realm. */
    mayAsk: async (filter: string): Promise<boolean> => {
      const told = filterOf(filter)
      if (!told) return false
      const { account, vehicle } = told
      if (module) {
        return account !== null && vehicle !== null && isOwn({ account, vehicle }, module)
      }
      return vehicle === null || (await ownModule(vehicle)) !== null
    },
    /** The topic as its client sees it; null where it is not to be seen by it. */
    outer: (topic: string): string | null => {
      if (!topic.startsWith(`${realm}/`)) return null
      const seen = topic.slice(realm.length + 1)
      const told = topicOf(seen)
      return told && (!module || isOwn(told, module)) ? seen : null
    },
    /** The topic as it stands within the broker. */
    inner: (topic: string): string => `${realm}/${topic}`,
  }
}

export type Seat = ReturnType<typeof openSeat>
