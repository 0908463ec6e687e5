/** Words about the certificates of chargers. */

export const certificates = {
  title: 'Certificate',
  noKey:
    'This server signs none yet. It needs TLS first (CHARGESHARE_TLS_CERT_FILE and CHARGESHARE_TLS_KEY_FILE), and then a key of its own (CHARGESHARE_OCPP_CLIENT_CA_KEY_FILE): npm run cli -- ocpp authority makes one.',
  none: 'It has none. Once it comes by one, a password alone does no more.',
  last: 'Not signed',
  until: (day: string) => `Valid until ${day}`,
  used: 'In use',
  underWay: 'On its way',
  over: 'Over',
  revoked: 'Revoked',
  ask: 'Ask for a certificate',
  needsTls: 'It must come over TLS for that: by the address that begins with wss://.',
  kept: 'Installed, not used yet',
  willAsk: 'It said yes: it will ask for one.',
  asked: 'Nothing has come from it yet. Asked',
  revoke: 'Revoke',
  revokeAsk: 'Revoke this certificate?',
  revokeText:
    'The charger’s connection ends. Unless it has another certificate it comes again only by its password, and for that its security must be set lower.',
  isRevoked: 'It opens no door any more.',
  authorityEnds: (day: string) => `The authority of your chargers’ certificates ends on ${day}`,
  authorityEnded: (day: string) => `The authority of your chargers’ certificates ended on ${day}`,
  authorityText:
    'All certificates of chargers end with it. Make another one (npm run cli -- ocpp authority), keep the old one beside it, and ask each charger for a certificate.',
  wayBack: 'Let it come by a password',
  wayBackAsk: 'Let it come by a new password?',
  wayBackText:
    'Its security is lowered to a password over TLS, and it gets a new one, which you type into it. With its next certificate it is raised again.',
  revokeAll: 'Revoke all',
  revokeAllAsk: 'Revoke all its certificates?',
  more: 'There are older ones.',
  soon: 'Told',
}
