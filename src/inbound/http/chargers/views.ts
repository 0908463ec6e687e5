/** How chargers look on the wire to their operator. */
import { z } from 'zod'
import { Access, type Connector, Identity } from '../../../domain/chargers/charger.ts'
import { OcppVersion } from '../../../domain/chargers/ocpp.ts'
import { Position } from '../../../domain/places/position.ts'
import { rfc3339 } from '../../../domain/text.ts'
import type { Broken, ChargerInFull } from '../../../flows/service.ts'
import { zoned, zonedOrNull } from '../views.ts'
import { sharingViews, showSharing } from './sharing.ts'
import { showTransaction, TransactionView } from './transaction.ts'

/** The security profiles of OCPP, from no password to a client certificate. */
export const Profile = z.literal([0, 1, 2, 3]).meta({
  // Of several literals the API document would name the first alone.
  ...{ type: 'integer', enum: [0, 1, 2, 3] },
  description:
    'The least secure way by which it may come; 0: no password, 1: password, 2: password over TLS, 3: client certificate',
})

export const Registration = z.enum(['accepted', 'pending', 'rejected'])

const ConnectorView = z.strictObject({
  evse: z.number().int().meta({ description: '1.6: the connector; 0: the charger as a whole' }),
  connector: z.number().int(),
  status: z.string(),
  error: z.string().nullable(),
  vendorError: z.string().nullable(),
  info: z.string().nullable(),
  since: zoned,
})

export const LocalList = z.boolean().nullable().meta({
  description: 'Whether it is sent the local list by itself; null: if it says that it uses one',
})

export const ChargerView = z
  .strictObject({
    identity: Identity,
    name: z.string().nullable(),
    position: Position.nullable(),
    stationName: z.string().nullable(),
    post: z.string().nullable(),
    access: Access,
    owner: z.string().nullable().meta({ description: 'The e-mail address of whose charger it is' }),
    profile: Profile,
    registration: Registration,
    version: OcppVersion.nullable(),
    vendor: z.string().nullable(),
    model: z.string().nullable(),
    serial: z.string().nullable(),
    firmware: z.string().nullable(),
    bootedAt: zoned.nullable(),
    lastSeenAt: zoned.nullable(),
    connectedAt: zoned.nullable(),
    disconnectedAt: zoned.nullable(),
    isConnected: z.boolean(),
    skewS: z.number().nullable().meta({ description: 'How far its clock is behind ours' }),
    hasPassword: z.boolean(),
    localList: LocalList,
    listVersion: z.number().int().nullable().meta({
      description: 'Of the local list that it holds; null: unknown, -1: it has none',
    }),
    connectors: z.array(ConnectorView),
    active: z.array(TransactionView).meta({ description: 'What is charging there now' }),
    ...sharingViews,
    deviations: z
      .array(z.strictObject({ rule: z.string(), count: z.number().int(), lastAt: zoned }))
      .optional()
      .meta({ description: 'What it says otherwise than OCPP wants; not in lists' }),
  })
  .meta({ id: 'Charger' })

/** A charger as its operator sees it; `deviations` where one alone is shown. */
export function showCharger({
  charger,
  connectors,
  active,
  sharing,
  owner,
  deviations,
}: ChargerInFull & { deviations?: Broken[] }): z.infer<typeof ChargerView> {
  const { id, site, access, profile, registration, version, vendor, model, serial, firmware } =
    charger
  const { bootedAt, seenAt, connectedAt, disconnectedAt, holder, skewMs } = charger
  return {
    identity: id,
    ...site,
    ...{ access, owner, profile, registration, version, vendor, model, serial, firmware },
    bootedAt: zonedOrNull(bootedAt),
    lastSeenAt: zonedOrNull(seenAt),
    connectedAt: zonedOrNull(connectedAt),
    disconnectedAt: zonedOrNull(disconnectedAt),
    isConnected: holder !== null,
    skewS: skewMs === null ? null : skewMs / 1000,
    hasPassword: (charger.passwordHash ?? charger.nextPasswordHash) !== null,
    localList: charger.wantsList,
    listVersion: charger.listVersion,
    connectors: connectors.map(showConnector),
    active: active.map(showTransaction),
    ...showSharing(sharing),
    ...(deviations && { deviations: deviations.map(showBroken) }),
  }
}

function showConnector(one: Connector): z.infer<typeof ConnectorView> {
  const { evse, connector, status, error, vendorError, info, since } = one
  return { evse, connector, status, error, vendorError, info, since: rfc3339(since) }
}

function showBroken({ rule, count, at }: Broken) {
  return { rule, count, lastAt: rfc3339(at) }
}
