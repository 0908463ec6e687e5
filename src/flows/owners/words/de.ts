/** What owners are told, in German. */
import type { Words } from './en.ts'

export const de: Words = {
  share: {
    title: 'Diesen Ladevorgang teilen?',
    body: (car, { place, isNew, isOver }) => {
      const where = place !== null ? ` bei „${place}“` : isNew ? ' an einem neuen Ort' : ''
      return isOver ? `${car} hat${where} geladen.` : `${car} lädt${where}.`
    },
    always: 'Hier immer teilen',
    once: 'Dieses Mal teilen',
    skip: 'Diesen nicht',
    never: 'Hier nie teilen',
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
  },
}
