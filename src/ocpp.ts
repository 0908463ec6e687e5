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
