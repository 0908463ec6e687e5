/** Words of the first steps, from a new account to the car's first message. */
import type { Words } from '../en.ts'

export const welcome: Words['welcome'] = {
  title: 'Erste Schritte',
  lead: 'In beliebiger Reihenfolge; Sie können jederzeit zurückkommen.',
  done: 'Erledigt',
  optional: 'optional',
  car: {
    title: 'Ihr Auto',
    text: 'Geben Sie die Kennung an, die das Modul hat. In seiner Konsole zeigt „config list vehicle“ sie an.',
    id: 'Fahrzeugkennung',
    idHint: 'Buchstaben, Ziffern, - und _; höchstens 32.',
    name: 'Wie Sie es nennen',
    keep: 'Das Passwort des Moduls behalten',
    keepHint:
      'Sonst wird ein neues gemacht. Wer von einem anderen Server umzieht, behält oft seines.',
    password: 'Sein Server-Passwort',
    button: 'Auto hinzufügen',
    taken: 'Diese Kennung ist auf diesem Server vergeben.',
    added: (id) => `${id} ist hinzugefügt.`,
    another: 'Noch ein Auto hinzufügen',
  },
  module: { title: 'Das Modul verbinden' },
  share: { title: 'Teilen' },
  push: {
    title: 'Benachrichtigungen',
    text: 'Ihr Telefon fragt Sekunden nach dem Einstecken. Ohne sie warten die Fragen hier auf Sie.',
    button: 'Benachrichtigungen erlauben',
    on: 'Dieses Gerät wird benachrichtigt.',
  },
  install: {
    title: 'Auf Ihrem Startbildschirm',
    text: 'Dann öffnet sie sich wie jede andere App, auch ohne Netz.',
    button: 'Installieren',
    installed: 'Sie ist installiert.',
    ios: [
      'Tippen Sie in Safari auf „Teilen“.',
      'Wählen Sie „Zum Home-Bildschirm“.',
      'Öffnen Sie ChargeShare von dort.',
    ],
    menu: 'Wählen Sie im Menü des Browsers „Installieren“ oder „Zum Startbildschirm hinzufügen“.',
  },
  finish: 'Zum Start',
}
