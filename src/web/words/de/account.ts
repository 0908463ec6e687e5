/** Words of the page about the owner's account. */
import type { Words } from '../en.ts'

export const account: Words['account'] = {
  title: 'Konto',
  you: {
    title: 'Sie',
    name: 'Name',
    email: 'E-Mail',
    emailHint: 'Damit melden Sie sich an; hier lässt sie sich nicht ändern.',
    language: 'Sprache',
    auto: 'Wie das Gerät',
    since: (date) => `Dabei seit ${date}`,
  },
  push: {
    title: 'Benachrichtigungen auf diesem Gerät',
    on: 'Dieses Gerät meldet sich, wenn Ihr Auto eine Frage hat.',
    off: 'Ein Ton Sekunden nach dem Einstecken, und eine Antwort mit einem Tipp.',
    switchOn: 'Dieses Gerät benachrichtigen',
    denied:
      'Benachrichtigungen sind für diese Seite gesperrt. Erlauben Sie sie in den Einstellungen des Browsers für diese Seite (das Zeichen neben der Adresse) und kommen Sie dann zurück.',
    install:
      'Auf iPhone oder iPad muss die App zuerst auf den Home-Bildschirm: Öffnen Sie das Teilen-Menü, wählen Sie „Zum Home-Bildschirm“ und öffnen Sie sie von dort.',
    none: 'Dieser Browser kann keine Benachrichtigungen zeigen. Ihre Fragen warten in der App und können Sie per E-Mail oder ntfy erreichen.',
    lost: 'Der Server kennt dieses Gerät nicht mehr.',
    again: 'Wieder hinzufügen',
    failed: 'Dieser Browser hat es nicht erlaubt.',
    installApp: 'App installieren',
    installMenu: 'Die App lässt sich über das Menü des Browsers installieren.',
    installed: 'Auf diesem Gerät installiert',
  },
  devices: {
    title: 'Geräte',
    none: 'Noch kein Gerät wird benachrichtigt.',
    this: 'Dieses Gerät',
    added: (date) => `Hinzugefügt ${date}`,
    shown: (ago) => `zuletzt angezeigt ${ago}`,
    notShown: 'noch nichts angezeigt',
    silent: (count) =>
      count === 1
        ? '1 Benachrichtigung wurde nicht angezeigt'
        : `${count} Benachrichtigungen nicht angezeigt`,
    test: 'Testen',
    testOf: (name) => `${name} testen`,
    tested: 'Gesendet. Es sollte in wenigen Sekunden erscheinen.',
    remove: 'Entfernen',
    removeOf: (name) => `${name} entfernen`,
    removeAsk: (name) => `${name} entfernen?`,
    removeText:
      'Es bekommt keine Fragen mehr. Auf dem Gerät selbst können Sie es wieder hinzufügen.',
    removed: 'Entfernt.',
  },
  channels: {
    title: 'Wie Fragen Sie erreichen',
    lead: 'Der erste Weg wird sofort versucht, der nächste zehn Minuten später, wenn nichts beantwortet oder angezeigt wurde.',
    names: { push: 'Benachrichtigung', ntfy: 'ntfy', email: 'E-Mail' },
    notes: {
      push: 'Auf Ihren Geräten.',
      ntfy: 'An ein eigenes Thema, auf einem beliebigen ntfy-Server.',
      email: (address) => `An ${address}, mit denselben Möglichkeiten als Links.`,
      noMail: 'Dieser Server verschickt keine E-Mails.',
      noTopic: 'Braucht die Adresse eines Themas.',
    },
    use: (name) => `${name} nutzen`,
    up: (name) => `${name}: früher`,
    down: (name) => `${name}: später`,
    moved: (name, place) => `${name} ist jetzt Nummer ${place}.`,
    test: 'Testen',
    testOf: (name) => `${name} testen`,
    sent: 'Gesendet. Sehen Sie nach, ob es angekommen ist.',
    notSent: (detail) => `Nicht gesendet: ${detail}`,
    quietNow: 'Es bleibt kein Weg: Fragen warten nur in der App.',
    ntfyUrl: 'Adresse des Themas',
    ntfyHint: 'Etwa https://ntfy.sh/ein-name-den-niemand-errät. Wer sie kennt, kann mitlesen.',
    ntfyWrong: 'Bitte eine Adresse, die mit https:// beginnt und mit dem Namen eines Themas endet.',
    ntfyRemove: 'Diese Adresse vergessen',
  },
  quiet: {
    title: 'Ruhezeiten',
    label: 'Nachts nicht stören',
    hint: 'Fragen warten und kommen am Ende.',
    from: 'Von',
    to: 'Bis',
    zone: 'Zeitzone',
    same: 'Anfang und Ende müssen verschieden sein.',
    discreet: 'Diskreter Sperrbildschirm',
    discreetHint: 'Benachrichtigungen sagen nur, dass es eine Frage gibt: kein Ort, kein Auto.',
  },
  password: {
    title: 'Passwort',
    old: 'Bisheriges Passwort',
    new: 'Neues Passwort',
    hint: 'Mindestens 10 Zeichen. Ein paar Wörter hintereinander merken sich leicht.',
    short: 'Mindestens 10 Zeichen.',
    wrong: 'Das ist nicht das bisherige Passwort.',
    save: 'Passwort ändern',
    others: 'Alle anderen Geräte werden dabei abgemeldet.',
    done: 'Geändert. Andere Geräte sind abgemeldet.',
  },
  data: {
    title: 'Ihre Daten',
    text: 'Alles, was über Sie aufbewahrt wird, in einer Datei, mit einer Liste dessen, was nicht aufbewahrt wird.',
    export: 'Alles herunterladen',
    done: 'Die Datei liegt bei Ihren Downloads.',
    signOut: 'Abmelden',
    signOutAsk: 'Auf diesem Gerät abmelden?',
    signOutText:
      'Es bekommt keine Fragen mehr und vergisst, was es für unterwegs ohne Netz behalten hat.',
    waiting: (count) =>
      count === 1
        ? 'Eine Antwort ist noch nicht gesendet und ginge verloren.'
        : `${count} Antworten sind noch nicht gesendet und gingen verloren.`,
  },
  erase: {
    title: 'Konto löschen',
    text: 'Ihr Konto mit Autos, Orten, Ladungen, Fragen und Geräten wird sofort und endgültig gelöscht. Alles, was Sie geteilt haben, wird zurückgenommen: Partner sollen es löschen; was sie weitergegeben haben, kann niemand zurückholen.',
    button: 'Mein Konto löschen',
    ask: 'Ihr Konto löschen?',
    type: 'Geben Sie zur Bestätigung Ihre E-Mail-Adresse ein',
    wrong: 'Das ist nicht Ihre E-Mail-Adresse.',
    confirm: 'Alles löschen',
    done: 'Ihr Konto ist gelöscht. Danke, dass Sie dabei waren.',
  },
}
