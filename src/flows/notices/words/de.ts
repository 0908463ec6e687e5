/** What owners are told, in German. */
import type { Words } from './en.ts'

export const de: Words = {
  share: {
    title: 'Diesen Ladevorgang teilen?',
    body: (car, { place, isNew, isOver }) => {
      const where = place !== null ? ` bei „${place}“` : isNew ? ' an einem neuen Ort' : ''
      return isOver ? `${car} hat${where} geladen.` : `${car} lädt${where}.`
    },
    at: (station, isOver) =>
      `${isOver ? 'Geladen' : 'Lädt'} bei ${station}. Diesen Ladevorgang teilen?`,
    here: { always: 'Hier immer', skip: 'Jetzt nicht', never: 'Hier nie', more: 'Mehr…' },
  },
  abort: {
    title: 'Warum wurde nicht weitergeladen?',
    body: (car, soc) =>
      soc === null ? `${car} lädt nicht mehr.` : `${car} lädt seit ${soc} % nicht mehr.`,
    user: 'Selbst beendet',
    station: 'Problem der Station',
    other: 'Etwas anderes',
  },
  discreet: { title: 'Eine Frage zum Laden', body: 'Zum Antworten die App öffnen.' },
  discreetNews: { title: 'Neues vom Auto', body: 'Zum Ansehen die App öffnen.' },
  paranoid: {
    title: 'Ladevorgänge können nicht geteilt werden',
    body: (car) =>
      `${car} ist im Paranoid-Modus: Zum Teilen muss er im Modul ausgeschaltet werden.`,
  },
  test: { title: 'Es klappt', body: 'Fragen zu Ladevorgängen kommen hier an.' },
  deaf: {
    title: 'Ein Gerät zeigt keine Fragen mehr',
    body: (device) =>
      `${device} hat seit zwei Wochen keine gezeigt. Dort die App öffnen und Mitteilungen wieder einschalten.`,
    device: 'Eines der Geräte',
  },
  mail: {
    started: (time) => `Lädt seit ${time}.`,
    answer: 'Antworten',
    open: 'App öffnen',
    care: 'Der Link öffnet eine Seite; entschieden wird erst mit einem Knopf dort. Er öffnet diese eine Frage ohne Anmeldung: bitte nicht weitergeben.',
    why: 'Diese Nachricht kommt, weil E-Mail als einer der Wege für Fragen gewählt ist.',
    change: 'Das ändern',
    address: {
      title: 'Ist das Ihre Adresse?',
      body: 'Fragen zu Ladevorgängen sollen hier ankommen. Bitte innerhalb eines Tages bestätigen, dass diese Adresse Ihnen gehört.',
      button: 'Adresse bestätigen',
      why: 'Diese Nachricht kommt, weil für ein Konto mit dieser Adresse E-Mail eingeschaltet wurde. Waren Sie das nicht, ist nichts zu tun: Fragen kommen dann nicht hierher.',
    },
    password: {
      title: 'Ein neues Passwort',
      body: 'Der Link führt zu einer Seite, auf der Sie ein neues Passwort für Ihr Konto wählen. Er gilt einmal und eine Stunde lang.',
      button: 'Neues Passwort wählen',
      why: 'Diese Nachricht kommt, weil für das Konto mit dieser Adresse ein neues Passwort verlangt wurde. Waren Sie das nicht, ist nichts zu tun: das alte bleibt.',
    },
  },
}
