/** The operator's settings about chargers. */
import { z } from 'zod'
import { matching, oneOf, setting, whole } from './settings.ts'

/** How chargers are let in by OCPP, and how long what they say is kept. */
export const OcppSettings = z.strictObject(
  {
    enrol: setting(
      oneOf('refuse', 'accept'),
      'CHARGESHARE_OCPP_ENROL',
      'Whether chargers that nobody has registered are let in and recorded.',
    ),
    unknownTags: setting(
      oneOf('refuse', 'accept'),
      'CHARGESHARE_OCPP_UNKNOWN_TAGS',
      'Whether idTags that nobody has registered may charge.',
    ),
    noSubprotocol: setting(
      oneOf('refuse', '1.6'),
      'CHARGESHARE_OCPP_NO_SUBPROTOCOL',
      'How chargers that name no subprotocol are taken; some old ones of 1.6 name none.',
    ),
    clientCaFile: setting(
      matching(/\S/, 'must be a file').nullable(),
      'CHARGESHARE_OCPP_CLIENT_CA_FILE',
      'Authority whose certificates prove chargers over TLS (security profile 3), PEM.',
    ),
    clientCaKeyFile: setting(
      matching(/\S/, 'must be a file').nullable(),
      'CHARGESHARE_OCPP_CLIENT_CA_KEY_FILE',
      "That authority's private key, PEM: with it chargers get their certificates from this server.",
    ),
    certificateDays: setting(
      // In its last third, which is less than five days, a charger must be reached once.
      whole(14, 3650),
      'CHARGESHARE_OCPP_CERTIFICATE_DAYS',
      'How long such a certificate is valid; it is renewed in the last third of that.',
    ),
    organisation: setting(
      matching(/^[^\p{Cc}]{1,64}$/u, 'must be a text of at most 64 characters').nullable(),
      'CHARGESHARE_OCPP_ORGANISATION',
      'The organisation (O) that the certificates of chargers must name; without one, any may.',
    ),
    heartbeatS: setting(
      whole(10, 86_400),
      'CHARGESHARE_OCPP_HEARTBEAT_S',
      'How often chargers are asked to say that they live.',
    ),
    vendors: setting(
      matching(
        /^(|[^\s,][^,\p{Cc}]{0,254}(,[^,\p{Cc}]{1,255})*)$/u,
        'must be names of vendors with commas between them',
      ),
      'CHARGESHARE_OCPP_VENDORS',
      'Vendors whose own messages (DataTransfer) are answered Accepted, with commas between them.',
    ),
    asks: setting(
      oneOf('on', 'off'),
      'CHARGESHARE_OCPP_ASKS',
      'Whether chargers are asked by themselves for their settings, and what became of a charge.',
    ),
    wishes: setting(
      matching(
        /^(|\s*[^\s=;][^=;\p{Cc}]{0,99}=[^;\p{Cc}]{0,500}(;\s*[^\s=;][^=;\p{Cc}]{0,99}=[^;\p{Cc}]{0,500}){0,19})$/u,
        'must be settings as Name=value with semicolons between them, at most 20',
      ),
      'CHARGESHARE_OCPP_WISHES',
      'What every charger shall be set to after it starts: Name=value, with semicolons between them.',
    ),
    messagesDays: setting(
      whole(1, 36_500),
      'CHARGESHARE_OCPP_MESSAGES_DAYS',
      'The log of messages of chargers is deleted after this time.',
    ),
    readingsDays: setting(
      whole(1, 36_500),
      'CHARGESHARE_OCPP_READINGS_DAYS',
      'Meter readings of ended transactions are deleted after this time.',
    ),
  },
  'must be an object',
)
export type OcppSettings = z.infer<typeof OcppSettings>
