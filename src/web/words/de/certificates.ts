/** Words about the certificates of chargers. */
import type { DeskWords } from '../en/desk.ts'

export const certificates: DeskWords['certificates'] = {
  title: 'Zertifikat',
  noKey:
    'Dieser Server unterschreibt keine: ihm fehlt der Schlüssel (CHARGESHARE_OCPP_CLIENT_CA_KEY_FILE). Einen macht: npm run cli -- ocpp authority',
  none: 'Sie hat keines. Sobald sie mit einem kommt, genügt ein Passwort nicht mehr.',
  last: 'Nicht unterschrieben',
  until: (day: string) => `Gültig bis ${day}`,
  used: 'In Gebrauch',
  underWay: 'Unterwegs',
  over: 'Abgelaufen',
  revoked: 'Widerrufen',
  ask: 'Zertifikat anfordern lassen',
  said: (status: string) => `Die Säule sagt: ${status}.`,
  revoke: 'Widerrufen',
  revokeAsk: 'Dieses Zertifikat widerrufen?',
  revokeText:
    'Die Verbindung der Säule endet. Ohne anderes Zertifikat kommt sie nur noch mit ihrem Passwort wieder, und dazu muss ihre Sicherheitsstufe gesenkt werden.',
  isRevoked: 'Es öffnet keine Tür mehr.',
}
