/** Notifications on this device: how they stand, and the button that allows them. */
import { useEffect } from 'preact/hooks'
import { useCell } from '../cell.ts'
import { lookAtPush, pushState, switchOn } from '../push.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Badge } from './flag.tsx'
import { Icon } from './icon.tsx'

export function NotifyHere() {
  const { account, welcome } = useWords()
  const t = welcome.push
  const why = account.push
  const state = useCell(pushState)
  useEffect(() => void lookAtPush(), [])
  switch (state) {
    case 'on':
      return (
        <Badge tone="good" icon="check">
          {t.on}
        </Badge>
      )
    case 'denied':
      return <p>{why.denied}</p>
    case 'none':
      return <p>{why.none}</p>
    case 'install':
      return <p>{why.install}</p>
    case 'off':
    case 'unknown':
      return (
        <Button kind="lead" onClick={switchOn}>
          <Icon name="bell" size={20} />
          {t.button}
        </Button>
      )
  }
}
