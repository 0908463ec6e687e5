/** Words of the page where owners sign in and up. */
import type { Words } from '../en.ts'

export const signin: Words['signin'] = {
  in: {
    title: 'Willkommen zurück',
    lead: 'Melden Sie sich an, um Ihre Ladungen zu sehen und Fragen zu beantworten.',
    button: 'Anmelden',
    other: 'Neu hier?',
    change: 'Konto anlegen',
    wrong: 'E-Mail-Adresse oder Passwort stimmt nicht.',
  },
  up: {
    title: 'Konto anlegen',
    lead: 'Das dauert eine Minute. Geteilt wird nichts, bevor Sie es sagen.',
    button: 'Konto anlegen',
    other: 'Sie haben schon ein Konto?',
    change: 'Anmelden',
    taken: 'Zu dieser Adresse gibt es schon ein Konto.',
  },
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  passwordHint: 'Mindestens 10 Zeichen; am besten einige Wörter hintereinander.',
  name: 'Ihr Name',
  show: 'Passwort zeigen',
  closed: 'Dieser Server nimmt keine neuen Konten an. Sein Betreiber kann Ihnen eines anlegen.',
}
