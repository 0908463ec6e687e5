/** All devices that get notifications, this one marked. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { useCell } from '../cell.ts'
import { refresh, useData } from '../data.ts'
import { ago, date } from '../format.ts'
import { pushState, switchOff, thisDevice } from '../push.ts'
import type { List, Subscription, Tried } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { ThisDevice } from './device.tsx'
import { Confirm } from './dialog.tsx'
import { Badge } from './flag.tsx'
import { Icon } from './icon.tsx'
import { useNow } from './heard.tsx'
import { say, whyNot } from './toast.tsx'

const PATH = '/v1/push/subscriptions'
/** One push may be lost on its way; so many in a row hint that a device is silent. */
const SILENT = 3

export function Devices() {
  const { account } = useWords()
  const { data } = useData<List<Subscription>>(PATH)
  return (
    <>
      <Card title={account.push.title}>
        <ThisDevice devices={data?.items} />
      </Card>
      {data && (
        <Card title={account.devices.title}>
          {data.items.length === 0 ? (
            <p class="hint">{account.devices.none}</p>
          ) : (
            <ul class="rows">
              {data.items.map((device) => (
                <Device key={device.id} device={device} />
              ))}
            </ul>
          )}
        </Card>
      )}
    </>
  )
}

function Device({ device }: { device: Subscription }) {
  const { account } = useWords()
  const t = account.devices
  const now = useNow()
  // Drawn anew when this device is switched on.
  useCell(pushState)
  const { id, label, host, createdAt, lastShownAt, unshown } = device
  const name = label ?? host
  const shown = lastShownAt ? t.shown(ago(lastShownAt, now)) : t.notShown
  return (
    <li class="device">
      <span class="row-icon">
        <Icon name="phone" size={20} />
      </span>
      <span class="row-text">
        <span class="row-title">{name}</span>
        <span class="row-note">
          {t.added(date(createdAt))} · {shown}
        </span>
        <span class="row-badges">
          {id === thisDevice() && <Badge tone="good">{t.this}</Badge>}
          {unshown >= SILENT && (
            <Badge tone="warn" icon="warning">
              {t.silent(unshown)}
            </Badge>
          )}
        </span>
      </span>
      <span class="row">
        <Test id={id} name={name} />
        <Remove id={id} name={name} />
      </span>
    </li>
  )
}

function Test({ id, name }: { id: string; name: string }) {
  const { account } = useWords()
  const t = account.devices
  return (
    <Button
      aria-label={t.testOf(name)}
      onClick={async () => {
        const path = `${PATH}/${encodeURIComponent(id)}/test`
        const tried = await call<Tried>('POST', path)
        const text = tried.sent ? t.tested : account.channels.notSent(whyNot(tried))
        say(text, null, { bad: !tried.sent })
        await refresh(PATH)
      }}
    >
      {t.test}
    </Button>
  )
}

function Remove({ id, name }: { id: string; name: string }) {
  const { account } = useWords()
  const t = account.devices
  const [isAsking, ask] = useState(false)
  const remove = async () => {
    if (id === thisDevice()) await switchOff()
    else await call('DELETE', `${PATH}/${encodeURIComponent(id)}`)
    say(t.removed)
    await refresh(PATH)
  }
  return (
    <>
      <Button kind="danger" aria-label={t.removeOf(name)} onClick={() => ask(true)}>
        {t.remove}
      </Button>
      <Confirm
        open={isAsking}
        title={t.removeAsk(name)}
        label={t.remove}
        onClose={() => ask(false)}
        onConfirm={remove}
      >
        {t.removeText}
      </Confirm>
    </>
  )
}
