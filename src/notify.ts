/** The operator's commands about reaching owners: a trial of each channel. */
import { type Command, CommanderError } from 'commander'
import { z } from 'zod'
import type { Opened } from './furnish.ts'
import { Channel } from './domain/notices/wishes.ts'
import { type Io, reading, show } from './terminal.ts'

/** Opens the house without servers, does the work and closes it. */
type InHouse = (work: (house: Opened) => Promise<void>) => Promise<void>

type Trial = { channel?: Channel; json?: true }

/** Adds the command to its group. */
export function notifyCommands(group: Command, io: Io, inHouse: InHouse): void {
  group
    .command('test')
    .description('send an owner something by each channel he wishes for, and say what became of it')
    .argument('<owner email>', 'whom to reach', reading(z.email().max(254)))
    .option('--channel <channel>', 'by this one alone: push, ntfy or email', reading(Channel))
    .option('--json', 'for scripts')
    .action((email: string, trial: Trial) => inHouse((house) => test(house, io, email, trial)))
}

/** Exit code 1 where nothing was sent. */
async function test({ world, service }: Opened, io: Io, email: string, trial: Trial) {
  const owner = await world.store.read.owners.byEmail(email.toLowerCase())
  if (!owner) throw new Error(`no owner has the e-mail address ${email}`)
  const channels = trial.channel ? [trial.channel] : owner.notifications.channels
  const rows = []
  for (const channel of channels) {
    const { sent, detail } = await service.testChannel(owner.id, channel)
    rows.push({ channel, sent, detail })
  }
  show(io, rows, trial.json)
  if (!rows.some(({ sent }) => sent))
    throw new CommanderError(1, 'notify.unsent', 'nothing was sent')
}
