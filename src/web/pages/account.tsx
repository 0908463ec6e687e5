/** The owner's account: who he is, how questions reach him, his data, and leaving. */
import { Loaded } from '../parts/empty.tsx'
import { useData } from '../data.ts'
import { Channels } from '../parts/channels.tsx'
import { CheckIns } from '../parts/checkins.tsx'
import { Devices } from '../parts/devices.tsx'
import { Erase, YourData } from '../parts/leaving.tsx'
import { Me } from '../parts/me.tsx'
import { Page, type PageProps } from '../parts/page.tsx'
import { Password } from '../parts/password.tsx'
import { Quiet } from '../parts/quiet.tsx'
import type { Notifications, Owner } from '../wire.ts'
import { useWords } from '../words/words.ts'

export function AccountPage(_: PageProps) {
  const { account: t } = useWords()
  const owner = useData<Owner>('/v1/owners/me')
  return (
    <Page title={t.title}>
      <Loaded of={owner}>{(known) => <All owner={known} />}</Loaded>
    </Page>
  )
}

function All({ owner }: { owner: Owner }) {
  const { notifications } = owner
  return (
    <div class="pair">
      <div class="stack">
        <Devices />
        {notifications && <Reached owner={owner} notifications={notifications} />}
      </div>
      <div class="stack">
        <Me owner={owner} />
        <Password owner={owner} />
        <CheckIns />
        <YourData />
        <Erase email={owner.email} />
      </div>
    </div>
  )
}

function Reached({ owner, notifications }: { owner: Owner; notifications: Notifications }) {
  return (
    <>
      <Channels email={owner.email} notifications={notifications} />
      <Quiet notifications={notifications} />
    </>
  )
}
