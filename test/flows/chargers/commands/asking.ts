/** Houses whose chargers are asked by themselves: what they were asked, and what they said. */
import { itemsOf, type Json } from '../../../people.ts'
import { openSite, type Site } from '../../../inbound/ocpp/site.ts'

/** `open`: the house with these settings, opened once; `close`: all that were. */
export function sites(clock: () => number) {
  const opened = new Map<string, Site>()
  const open = async (env: Record<string, string> = {}): Promise<Site> => {
    const key = JSON.stringify(env)
    const on = { CHARGESHARE_OCPP_ASKS: 'on', ...env }
    const site = opened.get(key) ?? (await openSite({ clock }, on))
    opened.set(key, site)
    return site
  }
  const close = async () => {
    for (const one of opened.values()) await one.close()
  }
  return { open, close }
}

/** What a charger was asked, the oldest first. */
export async function commandsTo({ world }: Site, charger: string) {
  const page = { after: null, limit: 50 }
  return (await world.store.read.commands.of(charger, page)).toReversed()
}

export async function settingsOf({ asks }: Site, charger: string): Promise<Json[]> {
  return itemsOf(await asks('GET', `/v1/chargers/${charger}/variables`))
}

export const boot16 = { chargePointVendor: 'V', chargePointModel: 'M', firmwareVersion: '1' }
