/** Words of the pages about places. */
import type { Words } from '../en.ts'

export const places: Words['places'] = {
  title: 'Orte',
  lead: 'Wo Ihre Autos laden und was Sie dort entschieden haben.',
  view: 'Ansicht',
  map: 'Karte',
  list: 'Liste',
  mapLabel: 'Karte Ihrer Orte',
  mapHint: 'Die Liste sagt dasselbe in Worten.',
  zoomIn: 'Näher heran',
  zoomOut: 'Weiter weg',
  unnamed: 'Ort ohne Namen',
  private: 'Privater Ort',
  filter: {
    vehicle: 'Auto',
    allVehicles: 'Alle Autos',
    flag: 'Entscheidung',
    allFlags: 'Alle',
    none: 'Kein Ort passt zu diesen Filtern',
    reset: 'Alle Orte zeigen',
  },
  empty: {
    title: 'Noch keine Orte',
    text: 'Lädt Ihr Auto irgendwo zum ersten Mal, erscheint der Ort hier. Sie entscheiden einmal, was geteilt werden darf; danach ist Ruhe.',
    noCar:
      'Fügen Sie zuerst Ihr Auto hinzu. Jeder Ort, an dem es lädt, erscheint dann hier, und Sie entscheiden einmal, was geteilt werden darf.',
    toCars: 'Zu Ihren Autos',
    addCar: 'Auto hinzufügen',
  },
  shown: (count) => (count === 1 ? '1 Ort' : `${count} Orte`),
  most: (count) =>
    `Nur die ersten ${count} Orte werden gezeigt. Wählen Sie ein Auto, um die anderen zu sehen.`,
  unpinned: (count) =>
    count === 1 ? 'Ein Ort hat keine Markierung' : `${count} Orte haben keine Markierung`,
  unpinnedWhy:
    'Sie teilen sie nie, darum wurde gelöscht, wo sie liegen. Ihr Auto findet sie trotzdem wieder, sonst niemand.',
  charges: (count) =>
    count === 0 ? 'Noch keine Ladung' : count === 1 ? '1 Ladung' : `${count} Ladungen`,
  last: (ago) => `zuletzt ${ago}`,
  perKwh: (price) => `${price} je kWh`,
  one: {
    facts: {
      car: 'Auto',
      charges: 'Ladungen',
      last: 'Letzte Ladung',
      radius: 'Gilt als hier',
      price: 'Preis',
    },
    within: (distance) => `im Umkreis von ${distance}`,
    noCharge: 'Noch keine',
    allCharges: 'Alle Ladungen hier',
    erased: 'Keine Position',
    erasedWhy:
      'Sie teilen diesen Ort nie, darum wurde seine Position in dem Moment gelöscht, als Sie es sagten. Was bleibt, verrät niemandem etwas; nur eine Ladung Ihres eigenen Autos passt dazu.',
    comesBack: 'Die Position wurde gelöscht. Mit der nächsten Ladung hier kommt sie zurück.',
    gone: 'Diesen Ort gibt es nicht mehr.',
  },
  decide: {
    title: 'Was hier geteilt werden darf',
    titles: {
      pending: 'Mich fragen',
      always: 'Immer teilen',
      once: 'Nur dieses eine Mal teilen',
      skip: 'Dieses Mal nicht',
      never: 'Nie teilen',
    },
    means: {
      pending: 'Nichts wird veröffentlicht. Bei der nächsten Ladung hier werden Sie gefragt.',
      always:
        'Alle Ladungen hier werden als offene Daten veröffentlicht. Sie werden nicht mehr gefragt.',
      once: 'Nur die laufende Ladung, wenn es eine gibt, wird veröffentlicht. Bei der nächsten werden Sie wieder gefragt.',
      skip: 'Nur die laufende Ladung, wenn es eine gibt, bleibt privat. Bei der nächsten werden Sie wieder gefragt.',
      never:
        'Nichts wird je veröffentlicht, die Position wird gelöscht, und Sie werden nicht mehr gefragt.',
    },
    always: {
      title: 'Ladungen hier immer teilen?',
      text: 'Position, Zeiten und Energie Ihrer Ladungen hier werden offene Daten: die laufende, die noch nicht entschiedenen und alle künftigen. Partner behalten Kopien; was Sie später zurücknehmen, sollen sie löschen, aber niemand kann sie zwingen.',
      sure: 'Es sollte eine öffentliche Ladestation sein, nicht Ihr Zuhause.',
      label: 'Immer teilen',
    },
    once: {
      title: 'Die laufende Ladung teilen?',
      text: 'Ihre Position, Zeiten und Energie werden jetzt offene Daten. Bei der nächsten Ladung hier werden Sie wieder gefragt.',
      label: 'Diese Ladung teilen',
    },
    never: {
      title: 'Nie teilen und löschen, wo es ist?',
      text: 'Die Position dieses Ortes wird endgültig gelöscht, und seine Markierung verschwindet. Was hier geteilt wurde, wird zurückgenommen, offene Fragen dazu werden geschlossen. Ihr Auto erkennt den Ort weiterhin, damit Sie nicht wieder gefragt werden.',
      label: 'Nie teilen',
    },
    back: {
      title: 'Die laufende Ladung nicht mehr teilen?',
      text: 'Partner sollen sie löschen. Früher geteilte Ladungen bleiben geteilt; jede lässt sich unter „Ladungen“ zurücknehmen.',
      label: 'Nicht mehr teilen',
    },
    done: {
      pending: 'Bei der nächsten Ladung hier werden Sie gefragt.',
      always: 'Ladungen hier werden jetzt immer geteilt.',
      once: 'Nur dieses eine Mal.',
      skip: 'Dieses Mal nicht geteilt.',
      never: 'Nie geteilt. Die Position ist gelöscht.',
    },
  },
  about: {
    title: 'Name und Preis',
    name: 'Name',
    nameHint: 'Nur für Sie; er wird nicht veröffentlicht.',
    price: 'Preis je kWh',
    priceHint: 'Damit Ihre Ladungen hier zeigen, was sie kosten.',
    currency: 'Währung',
    notNumber: 'Bitte schreiben Sie eine Zahl wie 0,32.',
    tooDear: 'So viel kann eine Kilowattstunde nicht kosten.',
    save: 'Speichern',
  },
  forget: {
    title: 'Was von Ladungen hier bleibt',
    label: 'Nur die Anzahl behalten',
    hint: 'Zeiten und Energie von Ladungen an diesem Ort werden gelöscht, sobald sie vorbei sind; es bleibt nur, wie viele es in jedem Monat waren.',
    ask: 'Einzelheiten der Ladungen hier löschen?',
    text: 'Zeiten, Energie und Akkustand aller beendeten Ladungen an diesem Ort werden jetzt gelöscht, bei späteren bald nach ihrem Ende. Das lässt sich nicht rückgängig machen; es bleibt, wie viele es in jedem Monat waren.',
    confirm: 'Einzelheiten löschen',
    done: 'Hier wird nur noch gezählt.',
    off: 'Ladungen hier werden ab jetzt wieder aufbewahrt.',
    months: 'Ladungen nach Monaten',
  },
  remove: {
    title: 'Diesen Ort vergessen',
    hint: 'Entfernt den Ort mit Ihrer Entscheidung und den offenen Fragen und nimmt zurück, was hier geteilt wurde. Ihre eigene Liste der Ladungen bleibt. Bei der nächsten Ladung hier werden Sie wieder gefragt.',
    button: 'Diesen Ort vergessen',
    ask: (name) => `„${name}“ vergessen?`,
    text: 'Ihre Entscheidung und offene Fragen dazu werden gelöscht, und was hier geteilt wurde, wird bei den Partnern zurückgenommen. Bei der nächsten Ladung hier werden Sie wieder gefragt.',
    confirm: 'Vergessen',
    done: 'Der Ort ist vergessen.',
  },
}
