/** Words about what needs the operator now: chargers that were turned away, tags that nobody knows. */
import type { DeskWords } from '../en/desk.ts'

export const knocks: DeskWords['knocks'] = {
  title: 'Abgewiesen',
  shown: 'Vorgezeigt und niemandem bekannt',
  decide: 'Entscheiden',
  add: 'Säule hinzufügen',
  whys: {
    400: 'Sie spricht kein OCPP, das hier gesprochen wird.',
    401: 'Kein oder ein falsches Passwort.',
    403: 'Sie kommt auf einem zu unsicheren Weg oder ist nicht erwünscht.',
    404: 'Niemand hat sie angemeldet.',
    429: 'Zu viele falsche Passwörter; in einer Viertelstunde darf sie es wieder versuchen.',
  },
}
