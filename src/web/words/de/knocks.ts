/** Words about what needs the operator now: chargers that were turned away, cards that nobody knows. */
import type { DeskWords } from '../en/desk.ts'

export const knocks: DeskWords['knocks'] = {
  title: 'Eine Säule will kommen und kann nicht',
  shown: 'Eine Karte, die niemand kennt',
  all: 'Alle Karten',
  add: 'Hinzufügen',
  toCharger: 'Zur Säule',
  ended: 'Ihr Zertifikat ist abgelaufen: lassen Sie sie noch einmal mit einem Passwort kommen.',
  whys: {
    400: 'Sie spricht keine Version von OCPP, die hier gesprochen wird: 1.6, 2.0.1 oder 2.1, als JSON.',
    401: 'Ihr Passwort ist falsch, oder sie zeigt keines.',
    403: 'Sie kommt auf einem zu unsicheren Weg oder ist nicht erwünscht.',
    404: 'Niemand hat sie hier hinzugefügt.',
    429: 'Zu viele falsche Passwörter: in einer Viertelstunde darf sie es wieder versuchen.',
  },
}
