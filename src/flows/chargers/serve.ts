/** All that can be asked of this server about chargers. */
import type { Line, World } from '../ports.ts'
import { hearing } from './hearing/hear.ts'
import { sendLocalList, syncLocalLists } from './tokens/locallist.ts'
import { noting } from './hearing/note.ts'
import { listTokens, putToken, removeToken, showToken } from './tokens/tags.ts'
import { listEvents, listVariables } from './log/variables.ts'
import { commanding } from './commands/commands.ts'
import { driving } from './commands/driver.ts'
import {
  listChargers,
  registerCharger,
  removeCharger,
  setCharger,
  showCharger,
  versionOf,
} from './entry/register.ts'
import { certifying } from './entry/certificates.ts'
import { renewPassword } from './entry/renew.ts'
import { admitCharger } from './entry/admit.ts'
import { openKnocks } from './entry/knocks.ts'
import { connecting } from './entry/connected.ts'
import { keepSigns } from './entry/seen.ts'
import { settleTransactions } from './course/settle.ts'
import { routing } from './router/routing.ts'
import { eventRoom, fitting } from './log/budget.ts'
import { readLog } from './log/log.ts'
import {
  lastEnergy,
  listActive,
  listMonths,
  listTransactions,
  reportMonth,
  showTransaction,
  sumDays,
} from './log/reports.ts'

/** Binds the flows of chargers to their needs. */
export function serveChargers(world: World) {
  const commands = commanding(world)
  const fit = fitting()
  const note = noting({ ...world, fit })
  const router = routing({ ...world, note }, commands.command)
  return {
    /** Whoever shares a charger is told what it says, after it was kept here. */
    hear: router.routed(hearing({ ...world, fit, room: eventRoom() })),
    note,
    /** What chargers told of themselves, and what happened there. */
    listVariables: listVariables(world),
    listEvents: listEvents(world),
    listTokens: listTokens(world),
    showToken: showToken(world),
    putToken: putToken(world),
    removeToken: removeToken(world),
    sendLocalList: sendLocalList(world, commands.command),
    syncLocalLists: syncLocalLists(world),
    /** A charger has connected to this process; returns the line that it takes the place of. */
    plug: (charger: string, line: Line) => {
      const older = world.lines.plug(charger, line)
      router.connected(charger, line)
      return older
    },
    unplug: (charger: string, line: Line) => {
      const wasLast = world.lines.unplug(charger, line)
      router.disconnected(charger)
      return wasLast
    },
    shareOn: router.tick,
    ...connecting(world),
    keepSigns: keepSigns(world),
    settleTransactions: settleTransactions(world),
    admit: admitCharger(world),
    ...openKnocks(world),
    /** See World. */
    house: world.house,
    /** Who names no subprotocol is taken to speak 1.6. */
    guesses16: world.policy.ocpp.guesses16,
    register: registerCharger(world),
    list: listChargers(world),
    show: showCharger(world),
    versionOf: versionOf(world),
    change: setCharger(world, commands.command),
    remove: removeCharger(world),
    renewPassword: renewPassword(world, commands.command),
    ...certifying(world),
    ...commands,
    readLog: readLog(world),
    ...driving(world, commands.command),
    listTransactions: listTransactions(world),
    showTransaction: showTransaction(world),
    listActive: listActive(world),
    lastEnergy: lastEnergy(world),
    listMonths: listMonths(world),
    reportMonth: reportMonth(world),
    sumDays: sumDays(world),
  }
}
