/** The operator's commands about chargers and about who may charge at them. */
import { type Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import type { Opened } from './furnish.ts'
import { type Access, Identity } from './domain/chargers/charger.ts'
import { ChargerPassword } from './domain/chargers/entry/password.ts'
import { line, rfc3339, time } from './domain/text.ts'
import type { ListedToken } from './flows/service.ts'
import { everything, type Io, passwordFrom, reading, type Row, show, tell } from './terminal.ts'

/** Opens the house without servers, does the work and closes it. */
type InHouse = (work: (house: Opened) => Promise<void>) => Promise<void>

type Listing = { json?: true }
type Given = { passwordStdin?: true }
type AddCharger = Given & { name?: string; public?: true; owner?: string; profile: 0 | 1 | 2 | 3 }
type Wish = { status: ListedToken['status']; parent?: string; expires?: number; owner?: string }

const SHOWN_ONCE = 'password (shown once)'
const Status = z.enum(['Accepted', 'Blocked', 'Expired', 'Invalid'])

/** Adds the commands about chargers to their group. */
export function chargerCommands(group: Command, io: Io, inHouse: InHouse): void {
  group
    .command('add')
    .description('register a charger; without a password given, one is made and shown once')
    .argument('<identity>', 'as in its address /ocpp/{identity}', reading(Identity))
    .option('--name <name>', 'what you call it', reading(line(100)))
    .option('--public', 'open to everybody; else only its owner sees it')
    .option('--owner <email>', 'the account whose charger it is', reading(z.email().max(254)))
    .option('--profile <profile>', 'OCPP security profile: 0, 1, 2 or 3', profile, 1)
    .option('--password-stdin', 'read the password from standard input')
    .action(async (identity: string, { passwordStdin, ...wanted }: AddCharger) => {
      const given = await passwordGiven(io, passwordStdin)
      await inHouse(async ({ service }) => {
        const { name, owner, profile } = wanted
        const access: Access = wanted.public ? 'public' : 'private'
        const wish = { identity, name, access, owner, profile, password: given }
        const { password } = await service.chargers.register(wish)
        const isMade = given === undefined && password !== null
        tell(io, { identity, ...(isMade && { [SHOWN_ONCE]: password }) })
      })
    })
  group
    .command('list')
    .description('all chargers, and which are connected')
    .option('--json', 'for scripts')
    .action(({ json }: Listing) =>
      inHouse(async (house) => show(io, await chargersIn(house), json)),
    )
  group
    .command('password')
    .description('a new password; the old one works until the charger has used the new one')
    .argument('<identity>', '', reading(Identity))
    .option('--password-stdin', 'read it from standard input')
    .action(async (identity: string, { passwordStdin }: Given) => {
      const given = await passwordGiven(io, passwordStdin)
      await inHouse(async ({ service }) => {
        const { password } = await service.chargers.renewPassword(identity, { password: given })
        tell(io, { identity, ...(given === undefined && { [SHOWN_ONCE]: password }) })
      })
    })
  group
    .command('remove')
    .description('forget a charger with all that is kept about it')
    .argument('<identity>', '', reading(Identity))
    .action((identity: string) =>
      inHouse(async ({ service }) => {
        await service.chargers.remove(identity)
        tell(io, { removed: identity })
      }),
    )
}

/** Adds the commands about identifiers to their group. */
export function tokenCommands(group: Command, io: Io, inHouse: InHouse): void {
  group
    .command('set')
    .description('register an identifier (idTag) or change it; what is left out stays as it is')
    .argument('<idTag>', 'as drivers show it', reading(line(255)))
    .option('--status <status>', Status.options.join(', '), reading(Status), 'Accepted')
    .option('--parent <idTag>', 'who share one may end what others began', reading(line(255)))
    .option('--expires <time>', 'RFC 3339, with a zone', reading(time))
    .option('--owner <email>', 'the owner who may use it from the app', reading(z.email().max(254)))
    .action((idTag: string, { status, parent, expires: expiresAt, owner }: Wish) =>
      inHouse(async ({ service }) => {
        const { token } = await service.chargers.putToken(idTag, {
          ...{ status, parent, expiresAt, owner },
        })
        tell(io, rowOf(token))
      }),
    )
  group
    .command('list')
    .description('all identifiers; --unknown: those that came along and nobody has registered')
    .option('--unknown', 'these alone')
    .option('--json', 'for scripts')
    .action(({ unknown, json }: Listing & { unknown?: true }) =>
      inHouse(async ({ service }) => {
        const all = await everything(
          (page) => service.chargers.listTokens(page, { unknown }),
          ({ id }) => id,
        )
        show(io, all.map(rowOf), json)
      }),
    )
  group
    .command('remove')
    .description('forget an identifier')
    .argument('<idTag>', '', reading(line(255)))
    .action((idTag: string) =>
      inHouse(async ({ service }) => {
        await service.chargers.removeToken(idTag)
        tell(io, { removed: idTag })
      }),
    )
}

async function chargersIn({ service }: Opened): Promise<Row[]> {
  const all = await everything(
    (page) => service.chargers.list(page, {}),
    ({ charger }) => charger.id,
  )
  return all.map(({ charger, active }) => ({
    identity: charger.id,
    name: charger.site.name,
    access: charger.access,
    registration: charger.registration,
    version: charger.version,
    connected: charger.holder !== null,
    charging: active.length,
    lastSeenAt: charger.seenAt === null ? null : rfc3339(charger.seenAt),
  }))
}

function rowOf({ label, status, parent, owner, isUnknown, expiresAt }: ListedToken) {
  const expires = expiresAt === null ? null : rfc3339(expiresAt)
  return { idTag: label, status, parent, owner, unknown: isUnknown, expires }
}

function profile(text: string): number {
  if (/^[0-3]$/.test(text)) return Number(text)
  throw new InvalidArgumentError('must be 0, 1, 2 or 3.')
}

async function passwordGiven(io: Io, isGiven: true | undefined): Promise<string | undefined> {
  return isGiven ? ChargerPassword.parse(await passwordFrom(io.input)) : undefined
}
