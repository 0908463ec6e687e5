/** Words about the certificates of chargers. */
import type { DeskWords } from '../en/desk.ts'

export const certificates: DeskWords['certificates'] = {
  title: 'Zertifikat',
  noKey:
    'Dieser Server unterschreibt noch keine. Zuerst braucht er TLS (CHARGESHARE_TLS_CERT_FILE und CHARGESHARE_TLS_KEY_FILE), dann einen eigenen Schlüssel (CHARGESHARE_OCPP_CLIENT_CA_KEY_FILE): den macht npm run cli -- ocpp authority.',
  none: 'Sie hat keines. Sobald sie mit einem kommt, genügt ein Passwort nicht mehr.',
  last: 'Nicht unterschrieben',
  until: (day: string) => `Gültig bis ${day}`,
  used: 'In Gebrauch',
  underWay: 'Unterwegs',
  over: 'Abgelaufen',
  revoked: 'Widerrufen',
  ask: 'Zertifikat anfordern lassen',
  needsTls: 'Dazu muss sie mit TLS kommen: über die Adresse, die mit wss:// beginnt.',
  kept: 'Eingesetzt, noch nicht benutzt',
  willAsk: 'Sie sagt ja und wird eines anfordern.',
  asked: 'Von ihr kam noch nichts. Angestoßen',
  revoke: 'Widerrufen',
  revokeAsk: 'Dieses Zertifikat widerrufen?',
  revokeText:
    'Die Verbindung der Säule endet. Ohne anderes Zertifikat kommt sie nur noch mit ihrem Passwort wieder, und dazu muss ihre Sicherheitsstufe gesenkt werden.',
  isRevoked: 'Es öffnet keine Tür mehr.',
  authorityEnds: (day: string) => `Die Stelle, die Ihren Säulen Zertifikate gibt, endet am ${day}`,
  authorityEnded: (day: string) =>
    `Die Stelle, die Ihren Säulen Zertifikate gibt, endete am ${day}`,
  authorityText:
    'Mit ihr enden alle Zertifikate der Säulen. Legen Sie eine neue an (npm run cli -- ocpp authority), behalten Sie die alte daneben, und lassen Sie jede Säule ein Zertifikat anfordern.',
  wayBack: 'Mit Passwort kommen lassen',
  wayBackAsk: 'Mit einem neuen Passwort kommen lassen?',
  wayBackText:
    'Ihre Sicherheitsstufe sinkt auf Passwort mit TLS, und sie bekommt ein neues, das Sie an ihr eintragen. Mit dem nächsten Zertifikat steigt sie wieder.',
  revokeAll: 'Alle widerrufen',
  revokeAllAsk: 'Alle ihre Zertifikate widerrufen?',
  more: 'Es gibt noch ältere.',
  soon: 'Gemeldet',
}
