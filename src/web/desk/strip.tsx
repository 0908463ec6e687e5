/** Whether all is well, as a strip of small signs; each leads to what it tells of. */
import { number } from '../format.ts'
import { Icon, type IconName } from '../parts/icon.tsx'
import type { Tone } from '../parts/flag.tsx'
import { Link } from '../route.tsx'
import { useLive } from './live.ts'
import type { Health } from './wire.ts'
import { useDesk } from './words.ts'

/** Deviations are counted from the operator's own midnight on. */
function healthPath(now = new Date()): string {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate())
  return `/v1/operator/health?since=${midnight.toISOString()}`
}

export function useHealth() {
  return useLive<Health>(healthPath(), [
    'chargers',
    'transactions',
    'messages',
    'partners',
    'commands',
  ])
}

type Sign = {
  href: string
  icon: IconName
  tone: Tone
  name: string
  value: string
  /** On a phone it is shown only where something is wrong. */
  isMinor?: boolean
}

export function Strip() {
  const t = useDesk().health
  const health = useHealth()
  if (!health.data) return null
  const { store, chargers, charging, partners, deviationsToday } = health.data
  const isReady = !health.error && store === 'ok'
  const isWhole = chargers.connected === chargers.expected
  const signs: Sign[] = [
    {
      ...{ href: '/operator/more', icon: isReady ? 'check' : 'warning', name: t.server },
      isMinor: true,
      ...(isReady
        ? { tone: 'good', value: t.ready }
        : { tone: 'bad', value: store === 'ok' ? t.unreached : t.storeFails }),
    },
    {
      ...{ href: '/operator/chargers', icon: 'plug', name: t.connected },
      tone: chargers.expected === 0 ? 'calm' : isWhole ? 'good' : 'warn',
      value: t.of(number(chargers.connected), number(chargers.expected)),
    },
    {
      ...{ href: '/operator/chargers', icon: 'bolt', name: t.charging, value: number(charging) },
      tone: charging > 0 ? 'live' : 'calm',
    },
    {
      ...{ href: '/operator/partners', icon: 'share', name: t.failing, isMinor: true },
      ...{ tone: partners.failing > 0 ? 'bad' : 'good', value: number(partners.failing) },
    },
    {
      ...{ href: '/operator/log?odd', icon: 'info', name: t.deviations, isMinor: true },
      ...{ tone: deviationsToday > 0 ? 'warn' : 'good', value: number(deviationsToday) },
    },
  ]
  return (
    <ul class="strip">
      {signs.map(({ href, icon, tone, name, value, isMinor }) => (
        <li key={name} class={isMinor && tone === 'good' ? 'well' : undefined}>
          <Link class={`sign ${tone}`} href={href}>
            <Icon name={icon} size={20} />
            <span>
              <span class="soft">{name}</span>
              <strong class="number">{value}</strong>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
