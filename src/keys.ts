/** The operator's commands about the server's keys: new ones, old ones, lost ones. */
import type { Command } from 'commander'
import type { Opened } from './furnish.ts'
import { inWords, type KeyState } from './flows/service.ts'
import { type Io, show, tell } from './terminal.ts'

/** Opens the house without servers, does the work and closes it. */
type InHouse = (work: (house: Opened) => Promise<void>, how?: { anyKey: true }) => Promise<void>

/** Adds the commands to their group. */
export function keyCommands(group: Command, io: Io, inHouse: InHouse): void {
  group
    .command('list')
    .description('all keys, and what in the database still needs them')
    .option('--json', 'for scripts')
    .action(({ json }: { json?: true }) =>
      inHouse(async (house) => show(io, (await stateOf(house)).map(rowOf), json), { anyKey: true }),
    )
  group
    .command('rotate')
    .description('a new key, to which all is moved at once; the old one stays beside it')
    .action(() => inHouse((house) => rotate(house, io)))
  group
    .command('reseal')
    .description('move to the current key what older ones have made; a rotation does it too')
    .action(() =>
      inHouse(async (house) => {
        await house.service.keys.reseal()
        show(io, (await stateOf(house)).map(rowOf))
      }),
    )
  group
    .command('drop')
    .description('take an old key out of the key file')
    .argument('<id>', 'as the list shows it')
    .option('--force', 'also where it is still needed: says what is lost')
    .action((id: string, { force }: { force?: true }) =>
      inHouse((house) => drop(house, io, id, force ?? false)),
    )
  group
    .command('accept-loss')
    .description('go on with the key at hand, or a new one, where the old one is lost')
    .action(() => inHouse((house) => acceptLoss(house, io), { anyKey: true }))
}

/** Without a key that nobody has kept. */
async function stateOf({ service, ring }: Opened): Promise<KeyState[]> {
  const keys = await service.keys.list()
  return keys.filter(({ standing }) => standing === 'lost' || ring.isKept())
}

function rowOf({ id, standing, uses }: KeyState) {
  const rows = uses.reduce((sum, use) => sum + use.rows, 0)
  return { id, standing, rows, neededBy: inWords(uses) }
}

async function rotate(house: Opened, io: Io): Promise<void> {
  const before = (await house.service.keys.list())[0]!.id
  await alone(house, async () => house.ring.rotate())
  await house.service.keys.reseal()
  const keys = await house.service.keys.list()
  const still = inWords(keys.find(({ id }) => id === before)?.uses ?? [])
  tell(io, { 'current key': keys[0]!.id, 'old key': before, 'still needed by': still ?? 'nothing' })
}

async function drop(house: Opened, io: Io, id: string, force: boolean): Promise<void> {
  const known = (await house.service.keys.list()).find((key) => key.id === id)
  if (!known || known.standing === 'lost') throw new Error(`no key in the key file is ${id}`)
  if (known.standing === 'current') throw new Error(`${id} is the current key: rotate first`)
  await house.service.keys.reseal()
  const loss = await alone(house, async () => {
    const { uses } = (await house.service.keys.list()).find((key) => key.id === id)!
    const needs = inWords(uses)
    if (needs && !force) {
      throw new Error(`${id} is still needed by ${needs}; with --force, ${lossOf(uses)}`)
    }
    house.ring.drop(id)
    return lossOf(uses)
  })
  tell(io, { dropped: id, lost: loss })
}

async function acceptLoss(house: Opened, io: Io): Promise<void> {
  const lost = await house.service.keys.lost()
  if (lost === null) return tell(io, { lost: 'nothing: the keys fit the database' })
  house.ring.save()
  await house.service.keys.reclaim()
  const keys = await house.service.keys.list()
  const uses = keys.flatMap((key) => (key.standing === 'lost' ? key.uses : []))
  tell(io, { 'current key': keys[0]!.id, 'lost key': lost, lost: lossOf(uses) })
}

/** Two who change the key file at the same time would lose a key: the database lets one in. */
function alone<T>({ world }: Opened, work: () => Promise<T>): Promise<T> {
  return world.store.write(async ({ meta }) => {
    await meta.set('keys', String(world.clock()))
    return work()
  })
}

/** What people notice of it; tokens of ours go on. */
function lossOf(uses: KeyState['uses']): string {
  const told = (kind: KeyState['uses'][number]['kind'], says: (rows: string) => string) => {
    const rows = uses.reduce((sum, use) => sum + (use.kind === kind ? use.rows : 0), 0)
    return rows > 0 ? [says(inWords([{ kind, rows }])!)] : []
  }
  const losses = [
    ...told('place', (places) => `owners are asked again at ${places}`),
    ...told('password', (passwords) => `${passwords} of modules must be set anew`),
    ...told('push secret', (secrets) => `${secrets} of partners must be made anew`),
    ...told('ntfy address', (addresses) => `${addresses} of owners must be set anew`),
  ]
  return losses.length > 0 ? losses.join('; ') : 'nothing'
}
