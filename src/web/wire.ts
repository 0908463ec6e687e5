/** The shapes of the wire, as the server's API document says them; optional where an older server may not tell yet. */

/** RFC 3339 in UTC, such as `2026-11-21T08:15:02.000Z`. */
export type Time = string
export type Language = 'en' | 'de' | 'zh'
export type Choice = 'always' | 'once' | 'skip' | 'never'
export type Reason = 'user' | 'station' | 'other'
export type Flag = 'pending' | Choice
export type Moment = 'charging' | 'completed' | 'aborted' | 'unknown'
export type Timing = 'live' | 'afterDeparture' | 'day'
export type Channel = 'push' | 'ntfy' | 'email'
export type Handle = { kind: 'anonymous' } | { kind: 'nickname'; nickname: string }
/** WGS 84 degrees. */
export type Position = { lat: number; lon: number }
export type Money = { amount: number; currency: string }

/** A page of a list; `next` goes into `after`. */
export type List<T> = { items: T[]; next: string | null }

/** `GET /v1/settings`: what this server offers. */
export type Settings = {
  signUp: boolean
  mail: boolean
  mapTiles: { url: string; attribution: string } | null
  publicUrl: string
  /** Where modules reach the server: OVMS v2, and MQTT for v3. */
  modules?: { ovms: Door; mqtt: Door }
}
/** Ports are null where nothing is served. */
export type Door = { host: string; port: number | null; tlsPort: number | null }

/** When not to be disturbed, as times of day in a zone. */
export type Quiet = { from: string; to: string; timezone: string }
export type Notifications = {
  quiet: Quiet | null
  /** Nothing of place or car on the lock screen. */
  discreet: boolean
  /** In the order in which they are tried. */
  channels: Channel[]
  ntfy: { url: string } | null
}
/** `GET /v1/owners/me`. */
export type Owner = {
  id: string
  email: string
  name: string | null
  language?: Language | null
  /** The address is proven his: questions may go there. */
  confirmed?: boolean
  createdAt: Time
  notifications?: Notifications
}
/** `PATCH /v1/owners/me`. */
export type OwnerWish = {
  name?: string | null
  language?: Language | null
  password?: { old: string; new: string }
  notifications?: Partial<Notifications>
}

/** What became of a trial; `detail` in the server's words. */
export type Tried = { sent: boolean; code: string; detail: string }

/** A device or an address that gets pushes; `unshown`: pushes since one was last seen. */
export type Subscription = {
  id: string
  label: string | null
  host: string
  createdAt: Time
  lastShownAt: Time | null
  unshown: number
}

export type Sharing = { optedIn: boolean; handle: Handle; timing: Timing; showModel: boolean }
export type Vehicle = {
  vehicleId: string
  name: string | null
  make: string | null
  model: string | null
  sharing: Sharing
  /** Why its charges cannot be read; paranoid: the module encrypts all it tells (OVMS v2). */
  trouble: 'paranoid' | null
  createdAt: Time
  /** When each way was last heard of. */
  channels?: Record<'ovms' | 'mqtt' | 'http' | 'abrp', Time | null>
}
/** The answer to a new vehicle: the token is shown this once. */
export type VehicleWithToken = { vehicle: Vehicle; token: string }

/** What a source, such as Open Charge Map, knows of a station near a place. */
export type Station = {
  id: string
  name: string | null
  operator: string | null
  posts: string[]
  postCount: number | null
  plugs: { type: string; powerKw: number | null; quantity: number | null }[]
  access: 'public' | 'restricted' | 'private' | 'unknown'
  price: string | null
  distanceM: number
  attribution: string
  url: string | null
  checkInUrl: string | null
  /** What was shared there; null where nothing was. */
  shared: (Reliability & { stationId: string }) | null
}
/** How well a station works; all null where too few have charged there. */
export type Reliability = {
  inUse: number | null
  sessions: number | null
  successRate: { rate: number; low: number; high: number; of: number } | null
  lastSuccessAt: Time | null
  faults: { at: Time | null; post: string | null }[] | null
  typicalPowerKw: number | null
}
/** `GET /v1/stations/{id}`. */
export type StationInFull = Reliability & { id: string; name: string | null }
/** What a driver saw at a station; what he does not tell stays unknown. */
export type StationFacts = {
  posts?: number
  plugs?: Socket[]
  access?: 'public' | 'customers' | 'private'
  price?: string
}
export type Socket = 'type1' | 'type2' | 'ccs1' | 'ccs2' | 'chademo' | 'nacs' | 'domestic' | 'other'
/** What the owner has added by way of a charge. */
export type Contribution = {
  id: string
  state: 'waiting' | 'approved' | 'refused'
  at: Time
  photo: { width: number; height: number } | null
  facts: StationFacts | null
}
/** `GET /v1/stations/{id}/contributions`; `on` is a day. */
export type Seen = {
  photos: { id: string; url: string; width: number; height: number; on: string }[]
  facts: { id: string; facts: StationFacts; on: string }[]
}
export type Price = { perKwh: number; currency: string }
/** A place of a vehicle; the position of a `never` place is erased. */
export type Location = {
  id: string
  vehicleId: string
  position: Position | null
  radiusM: number
  flag: Flag
  name: string | null
  station: Station | null
  /** All that it could be, nearest first. */
  stations?: Station[]
  lastCharge: { startedAt: Time; endedAt: Time | null; result: Moment } | null
  charges: number
  forgetCharges: boolean
  months: { month: string; charges: number }[]
  price?: Price | null
}

export type Charge = {
  id: string
  vehicleId: string
  locationId: string | null
  flag: Flag
  status: Moment
  startedAt: Time
  endedAt: Time | null
  /** Percent. */
  soc: { start: number | null; end: number | null }
  energyKwh: number | null
  maxPowerKw: number | null
  endReason: string | null
  abortReason: Reason | null
  post: string | null
  charger?: ChargerWitness | null
  comment: string | null
  sharedAs: string | null
}
/** What the charger told of the same charge. */
export type ChargerWitness = {
  station: string | null
  post: string | null
  status: Moment
  /** Null, as what follows, where the car has not told it too and nothing else shows whose it was. */
  startedAt: Time | null
  endedAt: Time | null
  energyKwh: number | null
  /** As the charger told it (OCPP). */
  stopReason: string | null
  isFault: boolean
  contradictions: ('status' | 'start' | 'end' | 'energy' | 'soc' | 'post')[]
  /** What the car and its owner told instead. */
  vehicle: { energyKwh: number | null; post: string | null }
}
export type Sample = {
  at: Time
  soc: number | null
  powerKw: number | null
  energyKwh: number | null
}
export type SharingState = {
  state: 'shared' | 'private' | 'undecided' | 'withdrawn'
  id: string | null
  /** The public id of the station at which it is told. */
  station?: string | null
  since: Time | null
  events: { type: string; at: Time }[]
  partners: { name: string; pushedAt: Time | null }[]
}
/** `GET /v1/charges/mine/{id}`. */
export type ChargeInFull = Charge & {
  series: Sample[]
  location: Location | null
  questions: { share: Question | null; abort: Question | null }
  sharing: SharingState
  cost: Money | null
  charging?: string | null
}
/** `GET /v1/charges/mine/months`; `month` is such as `2026-11`. */
export type Month = {
  month: string
  locationId: string | null
  charges: number
  /** null where it is known of none of them. */
  energyKwh: number | null
  cost: Money | null
}

export type Question = {
  id: string
  kind: 'share' | 'abort'
  vehicleId: string
  session: Pick<Charge, 'id' | 'status' | 'startedAt' | 'endedAt' | 'soc' | 'energyKwh' | 'charger'>
  location: {
    id: string
    position: Position | null
    station: Station | null
    stations?: Station[]
    name?: string | null
    /** Charges there so far. */
    visits?: number
  } | null
  askedAt: Time
  expiresAt: Time
  state: 'open' | 'answered' | 'expired'
  /** What the charger or the car itself says; the owner may choose another. */
  suggested: Reason | null
  suggestedBy?: 'vehicle' | 'charger' | null
  /** All that may be answered, in the order to offer it; an older server does not say it. */
  answers?: (Choice | Reason)[]
  answer: Choice | Reason | null
  undoUntil?: Time | null
}
/** What an owner answers; `seen` is what stood there when he chose. */
export type Answer = {
  choice?: Choice
  reason?: Reason
  post?: string
  station?: string
  comment?: string
  everyVisit?: boolean
  seen?: Choice | Reason | null
}

export type Consent = { version: string; language?: Language; text: string }
/** `GET /v1/owners/me/check-ins`. */
export type CheckIns = Consent & { isWished: boolean; isPossible: boolean }
/** What an event of `GET /v1/live` names. */
export type Topic =
  | 'questions'
  | 'charges'
  | 'vehicles'
  | 'locations'
  | 'owner'
  | 'devices'
  | 'chargings'
