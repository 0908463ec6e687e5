/** All that partners ask of their pushes, and what sends them, bound to the world they work on. */
import type { World } from '../ports.ts'
import { deliverDue } from './deliver.ts'
import { mailPartners } from './mail.ts'
import {
  listDeliveries,
  listNotes,
  renewPushSecret,
  setPush,
  showDelivery,
  showPush,
  testPush,
} from './push.ts'
import { listDead, replay } from './replay.ts'
import { listPartners, showPartner, suspendPartner } from './suspend.ts'

export function pushing(world: World) {
  return {
    showPush: showPush(world),
    setPush: setPush(world),
    renewPushSecret: renewPushSecret(world),
    testPush: testPush(world),
    replay: replay(world),
    listDeliveries: listDeliveries(world),
    showDelivery: showDelivery(world),
    listDead: listDead(world),
    listNotes: listNotes(world),
    deliverDue: deliverDue(world),
    mailPartners: mailPartners(world),
    listPartners: listPartners(world),
    showPartner: showPartner(world),
    suspendPartner: suspendPartner(world),
  }
}
