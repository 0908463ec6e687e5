/** Words of the first page: for who passes by, and for who is signed in. */
import type { Words } from '../en.ts'

export const home: Words['home'] = {
  title: 'Start',
  hello: (name) => `Hallo, ${name}`,
  helloYou: 'Hallo',
  out: {
    title: 'Ihr Auto weiß, welche Ladestationen funktionieren.',
    lead: 'Entscheiden Sie einmal je Ort, ob es das weitersagen darf.',
    sample: 'Der Rote lädt an einem neuen Ort.',
    now: 'jetzt',
    start: 'Loslegen',
    steps: [
      {
        title: 'Einstecken.',
        text: 'Das Modul Ihres Autos meldet diesem Server, dass eine Ladung begonnen hat.',
      },
      {
        title: 'Einmal antworten.',
        text: 'An einem neuen Ort fragt Ihr Telefon: immer, nur dieses Mal, diese nicht, nie.',
      },
      {
        title: 'Den Nächsten helfen.',
        text: 'Was Sie teilen, wird zu offenen Daten für Karten, Betreiber und Forschung.',
      },
    ],
    private: {
      title: 'Von Haus aus privat',
      text: 'Jedes Auto beginnt ohne Freigabe. Orte, die Sie nie teilen, werden ohne ihre Position aufgehoben: Nicht einmal ein Dieb der Datenbank erfährt ohne den Schlüssel des Servers, wo Sie wohnen.',
    },
    doors: {
      title: 'Drei Türen',
      owners: { title: 'Besitzer', text: 'Konto anlegen, Auto hinzufügen, freigeben' },
      partners: { title: 'Partner', text: 'Den Strom abrufen oder sich schicken lassen' },
      developers: { title: 'Entwickler', text: 'Jeder Aufruf, mit Beispielen' },
    },
    license: 'Geteilte Ladungen sind offene Daten unter',
    state: 'Dieser Server:',
    ready: 'bereit',
    unready: 'nicht bereit',
  },
  live: {
    title: 'Lädt gerade',
    soc: 'Ladestand',
    since: (time) => `seit ${time}`,
    shared: 'Wird geteilt',
    private: 'Privat',
  },
  quiet: { title: 'Kein Auto lädt', text: 'Sobald eines beginnt, sehen Sie es hier live.' },
  questions: { title: 'Wartet auf Sie', all: 'Alle Fragen' },
  last: {
    title: 'Letzte Ladungen',
    all: 'Alle Ladungen',
    none: 'Ihre erste Ladung erscheint hier.',
  },
  silent: {
    title: 'Auf diesem Gerät gefragt werden',
    text: 'Sekunden nach dem Einstecken kommt die Frage als Benachrichtigung: Einmal tippen genügt.',
    how: 'So geht es',
    refuse: 'Nicht jetzt',
  },
  setup: {
    title: 'Einrichtung abschließen',
    text: 'Es fehlen noch ein paar Schritte, bis Ihr Auto Sie fragen kann.',
    go: 'Weiter',
  },
  empty: {
    title: 'Fügen wir Ihr Auto hinzu',
    text: 'Drei Minuten: sein Name, die Einstellungen für sein Modul, und ob es teilen darf.',
    go: 'Auto hinzufügen',
  },
}
