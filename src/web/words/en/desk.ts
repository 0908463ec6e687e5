/** Words of the operator's desk. */
import { certificates } from './certificates.ts'
import { add, charger, chargers, now, set, site, states, upstreams } from './chargers.ts'
import { deeds, health, partners } from './deeds.ts'
import { knocks } from './knocks.ts'
import { ocpp } from './ocpp.ts'
import { statuses } from './statuses.ts'
import { charges, log, month, rules, tokens } from './transactions.ts'

export const desk = {
  navigation: 'Desk',
  nav: {
    now: 'Now',
    chargers: 'Chargers',
    charges: 'Charges',
    cards: 'Cards',
    log: 'Log',
    partners: 'Partners',
    photos: 'Photos',
    more: 'More',
  },
  door: {
    title: 'Operator’s desk',
    text: 'Sign in by the operator token; it lies in the data folder, in operator.token.',
    token: 'Operator token',
    button: 'Sign in',
    wrong: 'This is not the operator token.',
  },
  signOut: 'Sign out',
  language: 'Language',
  /** Beside a way of the navigation: how many wait there. */
  waits: (count: number) => (count === 1 ? '1 waits' : `${count} wait`),
  photos: {
    title: 'Photos and facts',
    lead: 'What owners have added to stations. Nobody sees it before you have decided.',
    keys: 'Keys: A approves, R refuses what has the focus, or else the first.',
    which: 'Which',
    states: { waiting: 'Waiting', approved: 'Approved', refused: 'Refused' },
    none: {
      waiting: 'Nothing waits',
      approved: 'Nothing is approved',
      refused: 'Nothing is refused',
    },
    noneText: 'New photos and facts appear here by themselves.',
    photo: 'Photo of a station',
    photoOf: (width: number, height: number) => `Photo, ${width} × ${height} pixels`,
    facts: 'Facts about a station',
    station: 'Station',
    posts: 'Cars at once',
    plugs: 'Plugs',
    access: 'Access',
    price: 'Price',
    accesses: { public: 'everybody', customers: 'customers', private: 'private' },
    approve: 'Approve',
    refuse: 'Refuse',
    approved: 'Approved: everybody can see it.',
    refused: 'Refused.',
    waiting: 'It waits again.',
    back: 'Decide anew',
    large: 'Look at the whole photo',
  },
  ...{ add, charger, chargers, now, set, site, states, statuses, upstreams },
  ...{ charges, log, month, rules, tokens },
  ...{ certificates, deeds, health, knocks, ocpp, partners },
}

export type DeskWords = typeof desk
