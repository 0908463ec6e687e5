#!/usr/bin/env node
/** The operator's commands: they work on the server's own store, also while it runs. */
import { randomBytes } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, CommanderError } from 'commander'
import { z } from 'zod'
import { openWorld } from './app.ts'
import { type Opened, type Overrides, version } from './furnish.ts'
import { authorityCommand } from './authority.ts'
import { backupTo, copyTo } from './backup.ts'
import { chargerCommands, tokenCommands } from './chargers.ts'
import { explained, readSettings, secretsOf, type Settings } from './config.ts'
import { examine, here } from './doctor.ts'
import { LICENSE } from './domain/sharing/event.ts'
import { VehicleId } from './domain/sharing/vehicle.ts'
import { line, rfc3339 } from './domain/text.ts'
import { Refusal } from './flows/service.ts'
import { keyCommands } from './keys.ts'
import { movingCommands } from './moving.ts'
import { notifyCommands } from './notify.ts'
import { ocppCommands } from './replay.ts'
import { renewToken } from './secrets.ts'
import { faultsIn } from './settings.ts'
import { stationCommands } from './stations.ts'
import {
  aligned,
  asJson,
  everything,
  type Io,
  passwordFrom,
  reading,
  type Row,
  show,
  tell,
} from './terminal.ts'

type Listing = { json?: true }
type Named = { name?: string }
type AddOwner = Named & { passwordStdin?: true }
type AddPartner = { pushUrl?: string; acceptLicense?: true }

const Email = z.email().max(254)

const LICENSE_TEXT = 'https://creativecommons.org/licenses/by/4.0/'

/** Does what the arguments say; returns the exit code. */
export async function main(args: string[], io: Io): Promise<number> {
  try {
    await program(io).parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    const faults = error instanceof Refusal ? refused(error) : faultsIn(error)
    io.err(`error: ${faults.join('; ')}\n`)
    return 1
  }
}

/** Of what is only in the way the message tells all. */
function refused({ kind, faults, message }: Refusal): string[] {
  const isWrong = kind === 'invalid' && faults.length > 0
  return isWrong ? faults.map(({ pointer, detail }) => `${pointer} ${detail}`) : [message]
}

function program(io: Io): Command {
  const root = new Command('chargeshare')
    .description("The operator's commands. They work on the server's store, also while it runs.")
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      outputError: (text, write) => write(`${text.trim().replaceAll('\n', ' ')}\n`),
    })
  owners(root.command('owner').description('people who own cars'), io)
  vehicles(root.command('vehicle').description('cars and the tokens of their modules'), io)
  partners(root.command('partner').description('who receives what is shared'), io)
  const notify = root.command('notify').description('how owners are reached')
  notifyCommands(notify, io, (work) => inWorld(io, work))
  const keys = root.command('keys').description('what encrypts and hashes, in the key file')
  keyCommands(keys, io, (work, how) => inWorld(io, work, how))
  const moving = root.command('import').description('what other servers have kept')
  movingCommands(moving, io, (work) => inWorld(io, work))
  const stations = root.command('stations').description('what others know of charging stations')
  stationCommands(stations, io, (work) => inWorld(io, work))
  const chargers = root.command('chargers').description('charging stations that speak OCPP')
  chargerCommands(chargers, io, (work) => inWorld(io, work))
  const tokens = root.command('tokens').description('who may charge at them, by what they show')
  tokenCommands(tokens, io, (work) => inWorld(io, work))
  const ocpp = root.command('ocpp').description('what chargers said, and who signs for them')
  ocppCommands(ocpp, io)
  authorityCommand(ocpp, io)
  upkeep(root, io)
  return root
}

function owners(group: Command, io: Io): void {
  group
    .command('add')
    .description('a new account; without a password given, one is made and shown once')
    .argument('<email>', 'where the owner signs in', reading(Email))
    .option('--name <name>', 'what the owner is called', reading(line(100)))
    .option('--password-stdin', 'read the password from standard input')
    .action(async (email: string, { name, passwordStdin }: AddOwner) => {
      const given = passwordStdin ? await passwordFrom(io.input) : null
      const password = given ?? randomBytes(15).toString('base64url')
      await inWorld(io, async ({ service }) => {
        const { owner, token } = await service.createOwner({ email, password, name })
        // Nobody is signed in by the operator's hand.
        await service.signOut(token)
        const made = given === null ? { 'password (shown once)': password } : {}
        tell(io, { id: owner.id, email: owner.email, ...made })
      })
    })
  listing(group, io, 'all owners', async ({ world }) => {
    const all = await everything(world.store.read.owners.all, byId)
    return all.map(({ id, email, name, createdAt }) => ({
      id,
      email,
      name,
      createdAt: rfc3339(createdAt),
    }))
  })
}

function vehicles(group: Command, io: Io): void {
  group
    .command('add')
    .description("a new vehicle, opted out; prints its module's token once")
    .argument('<owner email>', 'whose vehicle it is', reading(Email))
    .argument('<vehicleId>', 'unique on this server', reading(VehicleId))
    .option('--name <name>', 'what the owner calls it', reading(line(100)))
    .action((email: string, vehicleId: string, { name }: Named) =>
      inWorld(io, async ({ world, service }) => {
        const owner = await world.store.read.owners.byEmail(email.toLowerCase())
        if (!owner) throw new Error(`no owner has the e-mail address ${email}`)
        const { vehicle, token } = await service.addVehicle(owner.id, { vehicleId, name })
        tell(io, { vehicle: vehicle.label, owner: owner.email, 'token (shown once)': token })
      }),
    )
  group
    .command('token')
    .description("a new token for a vehicle's module; the old one ends at once")
    .argument('<vehicleId>', '', reading(VehicleId))
    .action((id: string) =>
      inWorld(io, async ({ world, service }) => {
        const known = await world.store.read.vehicles.get(id.toLowerCase())
        if (!known) throw new Error(`no vehicle has the id ${id}`)
        const { vehicle, token } = await service.renewVehicleToken(known.owner, known.id)
        tell(io, { vehicle: vehicle.label, 'token (shown once)': token })
      }),
    )
  listing(group, io, 'all vehicles', async ({ world: { store } }) => {
    const rows: Row[] = []
    for (const { id, email } of await everything(store.read.owners.all, byId)) {
      for (const car of await everything((page) => store.read.vehicles.of(id, page), byId)) {
        const { label, name, optedIn, createdAt } = car
        rows.push({ vehicleId: label, owner: email, name, optedIn, createdAt: rfc3339(createdAt) })
      }
    }
    return rows
  })
}

function partners(group: Command, io: Io): void {
  group
    .command('add')
    .description('a new partner; prints its token and the secret of its pushes once')
    .argument('<name>', 'what the partner is called', reading(line(100)))
    .argument('<email>', 'where the partner is reached', reading(Email))
    .option('--push-url <url>', 'where pushes go, once it is proven', reading(z.url().max(2000)))
    .option('--accept-license', `the partner has accepted ${LICENSE}, ${LICENSE_TEXT}`)
    .action((name: string, email: string, { pushUrl, acceptLicense }: AddPartner) => {
      if (!acceptLicense) {
        throw new Error(
          `say with --accept-license that ${name} accepts ${LICENSE}, ${LICENSE_TEXT}`,
        )
      }
      return inWorld(io, async ({ service }) => {
        const push = pushUrl === undefined ? {} : { url: pushUrl }
        const joined = await service.joinPartner({ name, email, acceptLicense: LICENSE, push })
        const { partner, token, pushSecret } = joined
        const secrets = { 'token (shown once)': token, 'push secret (shown once)': pushSecret }
        tell(io, { id: partner.id, name, ...secrets })
      })
    })
  group
    .command('token')
    .description('a new token for a partner; the old one works on for the grace time')
    .argument('<id>', 'as the list shows it')
    .action((id: string) =>
      inWorld(io, async ({ service }) => {
        const { partner, token } = await service.renewPartnerToken(id)
        tell(io, { id, name: partner.name, 'token (shown once)': token })
      }),
    )
  listing(group, io, 'all partners', async ({ world }) => {
    const all = await everything(world.store.read.partners.all, byId)
    return all.map(({ id, name, email, pushState, pushUrl, createdAt }) => {
      return { id, name, email, push: pushState, pushUrl, createdAt: rfc3339(createdAt) }
    })
  })
}

function upkeep(root: Command, io: Io): void {
  root
    .command('operator')
    .description("the operator's own credential")
    .command('token')
    .description('a new operator token; the old one ends when the server starts anew')
    .action(() => {
      const token = renewToken(readSettings(io.env).data, secretsOf(io.env))
      tell(io, { 'operator token (shown once)': token, valid: 'from the next start of the server' })
    })
  root
    .command('backup')
    .description('copy the SQLite database while it is used; without a file, into the data folder')
    .argument('[file]', 'must not be there yet')
    .action((file?: string) =>
      inWorld(io, async ({ world: { store, clock } }, settings) => {
        const copy = file
          ? await copyTo(store, resolve(file))
          : await backupTo(store, settings, clock())
        tell(io, { copy, keys: 'not in it: keep them elsewhere' })
      }),
    )
  root
    .command('doctor')
    .description('examine this installation; exit code 1 on a fault')
    .option('--json', 'for scripts')
    .action(async ({ json }: Listing) => {
      const findings = await examine(here(io.env))
      const rows = findings.map(({ grade, check, says }) => ({ grade, check, says }))
      io.out(json ? asJson(rows) : aligned(rows.map((row) => Object.values(row))))
      const isSick = findings.some(({ grade }) => grade === 'fault')
      if (isSick) throw new CommanderError(1, 'doctor.fault', 'a fault was found')
    })
  root
    .command('config')
    .description('every setting, its name in the environment and its meaning; never a secret')
    .option('--json', 'for scripts')
    .action(({ json }: Listing) => show(io, explained(readSettings(io.env)), json))
}

/** Opens the house without servers and closes it again, whatever happens. */
async function inWorld(
  io: Io,
  work: (house: Opened, settings: Settings) => Promise<void>,
  how: Overrides = {},
) {
  const settings = readSettings(io.env)
  const house = await openWorld({ ...settings, logLevel: 'silent' }, secretsOf(io.env), how)
  try {
    const { isTokenNew, operatorToken } = house.secrets
    if (isTokenNew) {
      io.err(`new operator token in ${resolve(settings.data)} (shown once): ${operatorToken}\n`)
    }
    await work(house, settings)
  } finally {
    await house.close()
  }
}

const byId = ({ id }: { id: string }) => id

function listing(group: Command, io: Io, what: string, rows: (house: Opened) => Promise<Row[]>) {
  group
    .command('list')
    .description(what)
    .option('--json', 'for scripts')
    .action(({ json }: Listing) => inWorld(io, async (house) => show(io, await rows(house), json)))
}

// Run as a program, by its own name or through a link such as npm makes.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.umask(0o077)
  process.exitCode = await main(process.argv.slice(2), {
    env: process.env,
    input: process.stdin.setEncoding('utf8'),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  })
}
