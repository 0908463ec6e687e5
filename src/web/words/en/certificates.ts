/** Words about the certificates of chargers. */

export const certificates = {
  title: 'Certificate',
  noKey:
    'This server signs none: it has no key (CHARGESHARE_OCPP_CLIENT_CA_KEY_FILE). Make one by: npm run cli -- ocpp authority',
  none: 'It has none. Once it comes by one, a password alone does no more.',
  last: 'Not signed',
  until: (day: string) => `Valid until ${day}`,
  used: 'In use',
  underWay: 'On its way',
  over: 'Over',
  revoked: 'Revoked',
  ask: 'Ask for a certificate',
  said: (status: string) => `The charger says: ${status}.`,
  revoke: 'Revoke',
  revokeAsk: 'Revoke this certificate?',
  revokeText:
    'The charger’s connection ends. Unless it has another certificate it comes again only by its password, and for that its security must be set lower.',
  isRevoked: 'It opens no door any more.',
}
