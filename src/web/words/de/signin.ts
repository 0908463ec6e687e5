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
  /** Who has come by the link at a charger. */
  before: {
    title: (identity) => `Laden an ${identity}`,
    up: 'Legen Sie zuerst ein Konto an: dann gibt ihm der Betreiber eine Karte, und Sie starten hier.',
    in: 'Melden Sie sich an und starten Sie die Ladesäule von hier.',
  },
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  passwordHint: 'Mindestens 10 Zeichen; am besten einige Wörter hintereinander.',
  name: 'Ihr Name',
  show: 'Passwort zeigen',
  closed: 'Dieser Server nimmt keine neuen Konten an. Sein Betreiber kann Ihnen eines anlegen.',
  forgotten: {
    link: 'Passwort vergessen?',
    title: 'Passwort vergessen?',
    lead: 'Wir schicken Ihnen einen Link, mit dem Sie ein neues wählen.',
    button: 'Link senden',
    sent: 'Sehen Sie in Ihre Mails',
    sentText: (email) =>
      `Wenn es zu ${email} ein Konto gibt, ist der Link unterwegs. Er gilt eine Stunde.`,
    noMail: 'Dieser Server verschickt keine E-Mails. Sein Betreiber hilft Ihnen weiter.',
    back: 'Zurück zur Anmeldung',
  },
  fresh: {
    title: 'Neues Passwort wählen',
    lead: 'Danach sind Sie überall abgemeldet und melden sich mit dem neuen an.',
    label: 'Neues Passwort',
    button: 'Passwort speichern',
    done: 'Ihr Passwort ist geändert. Bitte melden Sie sich an.',
  },
  confirm: {
    title: 'Adresse bestätigen',
    lead: 'Einmal tippen, dann dürfen Fragen auch per E-Mail kommen.',
    button: 'Bestätigen',
    done: 'Bestätigt. Danke!',
  },
  ended: {
    title: 'Dieser Link gilt nicht mehr',
    text: 'Jeder Link gilt einmal und nicht lange. Sie können sich einen neuen schicken lassen.',
    password: 'Neuen Link senden',
    address: 'Zum Konto',
  },
}
