/** New passwords for chargers, told to them where that is wished. */
import { passwordCall } from '../../../domain/chargers/commands/secret.ts'
import { unfit } from '../../../domain/chargers/entry/password.ts'
import type { World } from '../../ports.ts'
import { found, invalid } from '../../refusal.ts'
import type { Ask } from '../commands/commands.ts'
import { notConnected } from '../commands/row.ts'
import { newPassword, passwordHash } from './password.ts'
import type { Called } from '../ports.ts'

/** A password made by chance where none is given; `push`: the charger is told by a call. */
export type Renewal = { password?: string | undefined; push?: boolean | undefined }

/** The password, and what came of telling it: null where the charger was not told. */
export type Renewed = { password: string; called: Called | null }

/** Gives a charger a new password. The old one is good until the new one is used. */
export function renewPassword(
  world: Pick<World, 'store' | 'vault'>,
  command: (ask: Ask) => Promise<Called>,
) {
  return async (
    identity: string,
    { password = newPassword(), push = false }: Renewal,
  ): Promise<Renewed> => {
    if (push) return tell(world, command, identity, password)
    await world.store.write(async ({ chargers }) => {
      const charger = found(await chargers.lock(identity), 'charger')
      const hash = passwordHash(world.vault, identity, Buffer.from(password))
      const isFirst = charger.passwordHash === null
      await chargers.set({ ...charger, [isFirst ? 'passwordHash' : 'nextPasswordHash']: hash })
    })
    return { password, called: null }
  }
}

async function tell(
  { store }: Pick<World, 'store'>,
  command: (ask: Ask) => Promise<Called>,
  identity: string,
  password: string,
): Promise<Renewed> {
  const { version } = found(await store.read.chargers.get(identity), 'charger')
  if (version === null) throw notConnected()
  const fault = unfit(version, password)
  if (fault !== null) throw invalid('/password', 'format', fault)
  const called = await command({
    charger: identity,
    ...passwordCall(version, password),
    askedBy: 'operator',
  })
  return { password, called }
}
