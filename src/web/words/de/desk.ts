/** German words of the operator's desk. */
import type { DeskWords } from '../en/desk.ts'
import { certificates } from './certificates.ts'
import { add, charger, chargers, now, set, site, states, upstreams } from './chargers.ts'
import { deeds, health, partners } from './deeds.ts'
import { knocks } from './knocks.ts'
import { ocpp } from './ocpp.ts'
import { statuses } from './statuses.ts'
import { charges, log, month, rules, tokens } from './transactions.ts'

export const desk: DeskWords = {
  navigation: 'Schreibtisch',
  nav: {
    now: 'Jetzt',
    chargers: 'Säulen',
    charges: 'Ladungen',
    cards: 'Karten',
    log: 'Log',
    partners: 'Partner',
    photos: 'Fotos',
    more: 'Mehr',
  },
  door: {
    title: 'Schreibtisch des Betreibers',
    text: 'Melden Sie sich mit dem Betreiber-Token an; es liegt im Datenordner, in operator.token.',
    token: 'Betreiber-Token',
    button: 'Anmelden',
    wrong: 'Das ist nicht das Betreiber-Token.',
  },
  signOut: 'Abmelden',
  language: 'Sprache',
  waits: (count) => (count === 1 ? '1 wartet' : `${count} warten`),
  photos: {
    title: 'Fotos und Angaben',
    lead: 'Was Halter zu Stationen beigetragen haben. Niemand sieht es, bevor Sie entschieden haben.',
    keys: 'Tasten: A gibt frei, R lehnt ab, und zwar was den Fokus hat, sonst das Erste.',
    which: 'Welche',
    states: { waiting: 'Wartend', approved: 'Frei', refused: 'Abgelehnt' },
    none: {
      waiting: 'Nichts wartet',
      approved: 'Nichts ist freigegeben',
      refused: 'Nichts ist abgelehnt',
    },
    noneText: 'Neue Fotos und Angaben erscheinen hier von selbst.',
    photo: 'Foto einer Station',
    photoOf: (width, height) => `Foto, ${width} × ${height} Pixel`,
    facts: 'Angaben zu einer Station',
    station: 'Station',
    posts: 'Autos zugleich',
    plugs: 'Stecker',
    access: 'Zugang',
    price: 'Preis',
    accesses: { public: 'alle', customers: 'Kunden', private: 'privat' },
    approve: 'Freigeben',
    refuse: 'Ablehnen',
    approved: 'Freigegeben: alle können es sehen.',
    refused: 'Abgelehnt.',
    waiting: 'Es wartet wieder.',
    back: 'Neu entscheiden',
    large: 'Das ganze Foto ansehen',
  },
  ...{ add, charger, chargers, now, set, site, states, statuses, upstreams },
  ...{ charges, log, month, rules, tokens },
  ...{ certificates, deeds, health, knocks, ocpp, partners },
}
