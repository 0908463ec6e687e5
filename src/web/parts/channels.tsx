/** By which ways a question reaches its owner, and in which order; each can be tried. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { useData } from '../data.ts'
import { changeOwner, useOwner } from '../owner.ts'
import type { Channel, Notifications, Settings, Tried } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { Icon } from './icon.tsx'
import { Topic } from './topic.tsx'
import { say, sayProblem, whyNot } from './toast.tsx'

const ALL: Channel[] = ['push', 'ntfy', 'email']

type ChannelsProps = { email: string; notifications: Notifications }

export function Channels({ email, notifications }: ChannelsProps) {
  const { account } = useWords()
  const t = account.channels
  const { channels, ntfy } = notifications
  const order = [...channels, ...ALL.filter((one) => !channels.includes(one))]
  return (
    <Card title={t.title}>
      <p class="hint">{t.lead}</p>
      <ol class="ladder">
        {order.map((channel) => (
          <Rung key={channel} channel={channel} email={email} notifications={notifications} />
        ))}
      </ol>
      {channels.length === 0 && <p class="shown-once">{t.quietNow}</p>}
      <Topic key={ntfy?.url ?? ''} url={ntfy?.url ?? null} />
    </Card>
  )
}

function Rung({ channel, email, notifications }: ChannelsProps & { channel: Channel }) {
  const { account } = useWords()
  const t = account.channels
  const { channels } = notifications
  const at = channels.indexOf(channel)
  const name = t.names[channel]
  const { note, isOpen, isUnproven } = useNote(channel, email, notifications)
  const put = (changed: Channel[]) => changeOwner({ notifications: { channels: changed } })
  const move = async (to: number) => {
    await put(moved(channels, at, to))
    say(t.moved(name, to + 1))
  }
  const use = (on: boolean) =>
    void put(on ? [...channels, channel] : channels.filter((one) => one !== channel)).catch(
      sayProblem,
    )
  return (
    <li class={at < 0 ? 'rung unused' : 'rung'}>
      <span class="rung-number" aria-hidden="true">
        {at < 0 ? '–' : at + 1}
      </span>
      <span class="row-text">
        <span class="row-title">{name}</span>
        <span class="row-note">{note}</span>
      </span>
      <span class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={at >= 0}
          aria-label={t.use(name)}
          onChange={(event) => use(event.currentTarget.checked)}
        />
      </span>
      {at >= 0 && (
        <span class="rung-deeds">
          {isUnproven && <Prove />}
          <Try channel={channel} name={name} isOpen={isOpen} />
          <Step label={t.up(name)} way="up" disabled={at === 0} onClick={() => move(at - 1)} />
          <Step
            label={t.down(name)}
            way="down"
            disabled={at === channels.length - 1}
            onClick={() => move(at + 1)}
          />
        </span>
      )}
    </li>
  )
}

/** Has a mail sent by which the owner shows that the address is his. */
function Prove() {
  const { account } = useWords()
  const t = account.channels
  return (
    <Button
      onClick={async () => {
        await call('POST', '/v1/owners/me/confirmation')
        say(t.proofSent)
      }}
    >
      {t.prove}
    </Button>
  )
}

type StepProps = { label: string; way: 'up' | 'down'; disabled: boolean; onClick: () => unknown }

/** One place earlier or later. */
function Step({ label, way, disabled, onClick }: StepProps) {
  return (
    <Button
      kind="quiet"
      class="round"
      aria-label={label}
      // At the end of the way the focus stays, which a disabled button would lose.
      aria-disabled={disabled}
      onClick={() => (disabled ? undefined : onClick())}
    >
      <span class={`turned ${way}`}>
        <Icon name="next" size={20} />
      </span>
    </Button>
  )
}

/** Where a channel leads to, or what it still needs. */
function useNote(
  channel: Channel,
  email: string,
  { ntfy }: Notifications,
): { note: string; isOpen: boolean; isUnproven?: boolean } {
  const { account } = useWords()
  const t = account.channels.notes
  const { data } = useData<Settings>('/v1/settings')
  const owner = useOwner()
  if (channel === 'push') return { note: t.push, isOpen: true }
  if (channel === 'ntfy') return { note: ntfy ? t.ntfy : t.noTopic, isOpen: ntfy !== null }
  if (data?.mail === false) return { note: t.noMail, isOpen: false }
  const isUnproven = owner?.confirmed === false
  const note = isUnproven ? t.unproven(email) : t.email(email)
  return { note, isOpen: !isUnproven, isUnproven }
}

function moved(channels: Channel[], from: number, to: number): Channel[] {
  const rest = channels.filter((_, i) => i !== from)
  return [...rest.slice(0, to), channels[from]!, ...rest.slice(to)]
}

/** Sends a test and says what became of it. */
function Try({ channel, name, isOpen }: { channel: Channel; name: string; isOpen: boolean }) {
  const { account } = useWords()
  const t = account.channels
  const [said, set] = useState<Tried | null>(null)
  const test = async () => {
    set(null)
    set(await call('POST', '/v1/notifications/test', { channel }))
  }
  return (
    <>
      <Button aria-label={t.testOf(name)} disabled={!isOpen} onClick={test}>
        {t.test}
      </Button>
      <span role="status" class={said?.sent ? 'said-good' : 'error'}>
        {said && (said.sent ? t.sent : t.notSent(whyNot(said)))}
      </span>
    </>
  )
}
