/** All that partners read: the feed from any point, sessions, the snapshot, and whole files. */
import type { World } from '../ports.ts'
import { buildBulk, dropRecalled, listBulks, showBulk } from './bulk.ts'
import { compactFeed } from './compact.ts'
import {
  awaitNews,
  followFeed,
  pullFeed,
  readFeed,
  showPage,
  showSession,
  standIn,
} from './pull.ts'
import { takeSnapshot } from './snapshot.ts'

/** Bound to the world. */
export function reading(world: World) {
  return {
    pullFeed: pullFeed(world),
    standIn: standIn(world),
    awaitNews: awaitNews(world),
    showPage: showPage(world),
    readFeed: readFeed(world),
    followFeed: followFeed(world),
    showSession: showSession(world),
    takeSnapshot: takeSnapshot(world),
    compactFeed: compactFeed(world),
    buildBulk: buildBulk(world),
    dropRecalled: dropRecalled(world),
    listBulks: listBulks(world),
    showBulk: showBulk(world),
  }
}
