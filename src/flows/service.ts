/** All that can be asked of this server: every flow bound to the world it works on. */
import { makeCheckIns, showCheckIns, wishCheckIns } from './directory/checkin.ts'
import { listProviders, openRound, removeSource } from './directory/gather.ts'
import { closeSilent, releaseDue } from './charging/clock.ts'
import { receiving } from './charging/receive.ts'
import {
  addFacts,
  addPhoto,
  contributionsTo,
  decideContribution,
  listContributions,
  removeContribution,
  seenAt,
  showOwnPhoto,
  showPhoto,
} from './contributions/contribute.ts'
import {
  answererOf,
  knowingModules,
  knowingOwners,
  ownerOf,
  partnerOf,
  provingModules,
  provingOperator,
  readerOf,
  trustingModules,
} from './credentials.ts'
import { createOwner, eraseOwner, signIn, signOut, signUp } from './owners/accounts.ts'
import { acknowledge, stopMail } from './notices/acks.ts'
import { exportOwner, listCharges, showCharge } from './owners/charges.ts'
import { addDevice, listDevices, removeDevice } from './notices/devices.ts'
import { eraseCharge, forgetCharges } from './owners/forget.ts'
import { followOwner } from './owners/live.ts'
import { listLocations, removeLocation, setLocation } from './owners/locations.ts'
import { movingIn } from './owners/movein.ts'
import { sumMonths } from './owners/months.ts'
import { sendLetters } from './notices/letters.ts'
import { notifyOwners } from './notices/notify.ts'
import { setOwner } from './owners/profile.ts'
import { askProof, confirmAddress, forgotPassword, replacePassword } from './owners/proof.ts'
import {
  answerQuestion,
  listQuestions,
  seeQuestion,
  showQuestion,
  undoAnswer,
} from './owners/questions.ts'
import { remindOwners } from './notices/remind.ts'
import { testChannel, testDevice } from './notices/trial.ts'
import { shareCharge } from './owners/share.ts'
import { keeping } from './keys.ts'
import {
  addVehicle,
  listVehicles,
  nameVehicle,
  removeVehicle,
  renewVehicleToken,
  setSharing,
  showVehicle,
} from './owners/vehicles.ts'
import { peering } from './ocpi/peering.ts'
import { showHealth } from './operator/health.ts'
import { followDesk } from './operator/live.ts'
import { joinPartner, renewPartnerToken } from './partners/join.ts'
import { pushing } from './partners/pushing.ts'
import { reading } from './feed/reading.ts'
import { serveChargers } from './chargers/serve.ts'
import type { Module } from './group.ts'
import type { World } from './ports.ts'
import { forgetOld, retentionOf } from './retention.ts'
import { listStations, occupiedStations, showStation } from './stations/look.ts'
import { observing } from './telemetry/observe.ts'
import { listRecords, sumRecords } from './telemetry/records.ts'
import { chargingOf, settleEnds } from './telemetry/settle.ts'
import { setParanoid } from './telemetry/trouble.ts'

export { type Charging, type OpenCharger } from './chargers/commands/driver.ts'
export { type Admitted } from './chargers/entry/admit.ts'
export { type AuthoritySeen } from './chargers/entry/certificates.ts'
export { type Broken, type ChargerInFull } from './chargers/entry/register.ts'
export { type Sharing } from './chargers/router/upstreams.ts'
export { type ListedToken } from './chargers/tokens/tags.ts'
export { type Known } from './directory/know.ts'
export { type Round } from './directory/gather.ts'
export { type Receipt } from './charging/take.ts'
export { type Module } from './group.ts'
export { type Charge, type ChargeInFull } from './owners/charges.ts'
export { type QuestionInFull } from './owners/questions.ts'
export { type MonthAt } from './owners/months.ts'
export { type VehicleInFull } from './owners/vehicles.ts'
export { inWords, type KeyState } from './keys.ts'
export { type Location } from './owners/locations.ts'
export {
  type Arrival,
  type Fate,
  type Move,
  type MovingCar,
  type MovingOwner,
  type MovingRecord,
  type Origin,
} from './owners/movein.ts'
export { type StationInFull } from './stations/look.ts'
export { type Observed, type Telemetry } from './telemetry/observe.ts'
export { Unusable } from './ocpi/meet.ts'
export { type Listed } from './ocpi/sessions.ts'
export { type Caller as OcpiCaller } from './ocpi/register.ts'
export { type PushState } from './partners/push.ts'
export { type LogPage } from './chargers/log/log.ts'
export { type Activity } from './chargers/log/reports.ts'
export { endOf } from './feed/pull.ts'
export { type Stand } from './feed/stand.ts'
export { Unavailable } from './ports.ts'
export { Refusal } from './refusal.ts'

/** Binds every flow to its needs. Inbound adapters see this and nothing else of the flows. */
export function serve(world: World) {
  return {
    clock: world.clock,
    ...knowing(world),
    ...hearing(world),
    ...caring(world),
    ...asking(world),
    ...sharing(world),
    ...looking(world),
    ...locating(world),
    chargers: serveChargers(world),
    ocpi: peering(world),
    ...contributing(world),
    showHealth: showHealth(world),
    followDesk: followDesk(world),
    keys: keeping(world),
    forgetOld: forgetOld(world),
    retention: () => retentionOf(world.policy),
    /** What anybody may know of how this server is set. */
    settings: () => {
      const { signUp, mapTiles, publicUrl, modules } = world.policy
      return { signUp, mail: world.mail !== null, mapTiles, publicUrl, modules }
    },
  }
}

/** Who is calling. */
function knowing(world: World) {
  return {
    moduleOf: knowingModules(world),
    proveModule: provingModules(world),
    trustModule: trustingModules(world),
    ownerBy: knowingOwners(world),
    /** Whether what a module has shown still holds. */
    stands: async (module: Module) => {
      const vehicle = await world.store.read.vehicles.get(module.id)
      return vehicle !== null && module.holds(vehicle.secretHash)
    },
    /** What tells a vehicle from an earlier one of its id, by id; none where there is no such vehicle. */
    editionsOf: (ids: string[]) => world.store.read.vehicles.editions(ids),
    isAccount: async (name: string) => (await world.store.read.owners.byAccount(name)) !== null,
    ownerOf: (token: string) => ownerOf(world, token),
    partnerOf: (token: string) => partnerOf(world, token),
    answererOf: (question: string, token: string) => answererOf(world, question, token),
    operatorBy: provingOperator(world),
    readerOf: (token: string) => readerOf(world, token),
  }
}

/** What cars say. */
function hearing(world: World) {
  return {
    receive: receiving(world),
    observe: observing(world),
    settleEnds: settleEnds(world),
    chargingOf: chargingOf(world),
    setParanoid: setParanoid(world),
    listRecords: listRecords(world),
    sumRecords: sumRecords(world),
    closeSilent: closeSilent(world),
    releaseDue: releaseDue(world),
  }
}

/** What owners add to what is known of stations. */
function contributing(world: World) {
  return {
    addPhoto: addPhoto(world),
    addFacts: addFacts(world),
    contributionsTo: contributionsTo(world),
    removeContribution: removeContribution(world),
    listContributions: listContributions(world),
    decideContribution: decideContribution(world),
    showPhoto: showPhoto(world),
    showOwnPhoto: showOwnPhoto(world),
    seenAt: seenAt(world),
  }
}

/** What owners do, and what is done for them. */
function caring(world: World) {
  return {
    signUp: signUp(world),
    createOwner: createOwner(world),
    signIn: signIn(world),
    signOut: signOut(world),
    setOwner: setOwner(world),
    askProof: askProof(world),
    confirmAddress: confirmAddress(world),
    forgotPassword: forgotPassword(world),
    replacePassword: replacePassword(world),
    eraseOwner: eraseOwner(world),
    exportOwner: exportOwner(world),
    addVehicle: addVehicle(world),
    listVehicles: listVehicles(world),
    showVehicle: showVehicle(world),
    nameVehicle: nameVehicle(world),
    renewVehicleToken: renewVehicleToken(world),
    removeVehicle: removeVehicle(world),
    setSharing: setSharing(world),
    listLocations: listLocations(world),
    setLocation: setLocation(world),
    removeLocation: removeLocation(world),
    listCharges: listCharges(world),
    showCharge: showCharge(world),
    shareCharge: shareCharge(world),
    sumMonths: sumMonths(world),
    eraseCharge: eraseCharge(world),
    forgetCharges: forgetCharges(world),
    followOwner: followOwner(world),
  }
}

/** What owners are asked, and how they are reached. */
function asking(world: World) {
  return {
    listQuestions: listQuestions(world),
    showQuestion: showQuestion(world),
    seeQuestion: seeQuestion(world),
    answerQuestion: answerQuestion(world),
    undoAnswer: undoAnswer(world),
    pushKey: world.push.publicKey,
    addDevice: addDevice(world),
    listDevices: listDevices(world),
    removeDevice: removeDevice(world),
    testDevice: testDevice(world),
    testChannel: testChannel(world),
    acknowledge: acknowledge(world),
    stopMail: stopMail(world),
    notifyOwners: notifyOwners(world),
    sendLetters: sendLetters(world),
    remindOwners: remindOwners(world),
    moveIn: movingIn(world),
  }
}

/** What may be read of stations. */
function looking(world: World) {
  return {
    listStations: listStations(world),
    showStation: showStation(world),
    occupiedStations: occupiedStations(world),
  }
}

/** What partners do, and what is sent to them. */
function sharing(world: World) {
  return {
    joinPartner: joinPartner(world),
    renewPartnerToken: renewPartnerToken(world),
    ...pushing(world),
    ...reading(world),
  }
}

/** What others know of charging stations. */
function locating(world: World) {
  return {
    openRound: openRound(world),
    removeSource: removeSource(world),
    listProviders: listProviders(world),
    showCheckIns: showCheckIns(world),
    wishCheckIns: wishCheckIns(world),
    makeCheckIns: makeCheckIns(world),
  }
}

export type Service = ReturnType<typeof serve>
