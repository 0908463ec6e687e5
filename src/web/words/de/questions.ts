/** Words of the questions: the inbox and the dialog of one. */
import type { Words } from '../en.ts'

export const questions: Words['questions'] = {
  title: 'Fragen',
  lead: 'Was Ihr Auto von Ihnen wissen muss. Bevor Sie antworten, wird nichts geteilt.',
  share: {
    title: 'Diese Ladung teilen?',
    choices: {
      always: {
        title: 'Hier immer teilen',
        note: 'Hier werden Sie nicht wieder gefragt.',
      },
      once: {
        title: 'Nur dieses Mal teilen',
        note: 'Die nächste Ladung hier fragt wieder.',
      },
      skip: {
        title: 'Diese nicht teilen',
        note: 'Die nächste Ladung hier fragt wieder.',
      },
      never: {
        title: 'Hier nie teilen',
        note: 'Seine Position wird für immer gelöscht.',
      },
    },
    done: {
      always: 'Ladungen hier werden von jetzt an geteilt. Danke!',
      once: 'Diese Ladung ist geteilt. Danke!',
      skip: 'Diese Ladung bleibt privat.',
      never: 'Dieser Ort bleibt privat. Seine Position ist gelöscht.',
    },
  },
  abort: {
    title: 'Warum endete Ihre Ladung?',
    choices: {
      user: { title: 'Ich habe sie beendet', note: 'Mit der Ladung war alles in Ordnung.' },
      station: {
        title: 'Die Station hatte einen Fehler',
        note: 'Andere sehen, dass es ein Problem gab.',
      },
      other: { title: 'Etwas anderes', note: 'An der Station lag es nicht.' },
    },
    done: {
      user: 'Notiert: Sie haben sie beendet. Danke!',
      station: 'Notiert: Die Station hatte ein Problem. Danke, dass Sie es weitersagen!',
      other: 'Notiert: Es lag nicht an der Station. Danke!',
    },
  },
  suggested: { vehicle: 'Das sagt Ihr Auto.', charger: 'Das sagt die Ladesäule.' },
  sure: {
    title: 'Ist das ein öffentlicher Ort?',
    why: {
      none: 'Hier ist keine öffentliche Station bekannt.',
      several: 'In der Nähe sind Stationen bekannt, aber nicht, ob Ihr Auto an einer davon steht.',
      closed: 'Die Station, die hier bekannt ist, ist nicht für alle offen.',
      unsure: 'Ob die Station hier für alle offen ist, ist nicht bekannt.',
    },
    text: 'Wenn Sie hier immer teilen, kann jeder sehen, wo das ist und wann Sie dort laden. Für Ihr Zuhause wählen Sie „Hier nie teilen“.',
    yes: 'Ja, hier immer teilen',
  },
  short: {
    once: 'Einmal teilen',
    skip: 'Diese nicht',
    user: 'Ich war es',
    station: 'Problem der Station',
    more: 'Alle Antworten',
  },
  extra: 'Sagen, was andere wissen sollten',
  post: 'Ladepunkt',
  data: 'Daten:',
  posts: (count: number) => (count === 1 ? '1 Ladepunkt' : `${count} Ladepunkte`),
  which: 'Welche Ladestation war es?',
  checkIn: 'Bei Open Charge Map melden',
  postHint: 'Die Nummer an der Säule, etwa A3.',
  postUnknown:
    'An dieser Station ist kein solcher Ladepunkt bekannt. Er wird so gesendet, wie Sie ihn schreiben.',
  comment: 'Kommentar',
  inMaps: 'In Karten öffnen',
  sending: 'Wird gesendet…',
  later: 'Auf diesem Gerät aufgehoben. Sie wird gesendet, sobald es Netz gibt.',
  laterBadge: 'Wird noch gesendet',
  otherDevice: (answer) => `Ein anderes Gerät war schneller: „${answer}“.`,
  keepOther: 'So lassen',
  useMine: (answer) => `Ändern in „${answer}“`,
  undoFor: (minutes) =>
    minutes === 1 ? 'Rückgängig (noch 1 Minute)' : `Rückgängig (noch ${minutes} Minuten)`,
  change: 'Antwort ändern',
  toCharge: 'Zur Ladung',
  toInbox: 'Alle Fragen',
  everyVisit: (count) => `Für alle ${count} Besuche hier`,
  visits: (count) => (count === 1 ? '1 Ladung hier' : `${count} Ladungen hier`),
  swipe: 'Nach rechts wischen teilt eine Ladung einmal, nach links hält sie privat.',
  answered: 'Zuletzt beantwortet',
  empty: {
    title: 'Alles beantwortet',
    text: 'Wenn Ihr Auto an einem neuen Ort lädt, erscheint die Frage hier und auf Ihrem Telefon.',
  },
  expired: 'Diese Frage ist abgelaufen. Die Ladung bleibt privat.',
  closed: {
    signIn: {
      title: 'Nur für den Besitzer',
      text: 'Bitte öffnen Sie diese Frage aus ihrer Benachrichtigung, oder melden Sie sich an.',
    },
    other: { title: 'Nicht Ihre Frage', text: 'Auf diesem Gerät ist jemand anderes angemeldet.' },
    gone: { title: 'Diese Frage gibt es nicht mehr', text: 'Sie hat sich inzwischen erledigt.' },
    ended: {
      title: 'Dieser Link ist abgelaufen',
      text: 'Bitte melden Sie sich an, um die Frage zu sehen.',
    },
  },
}
