/** What of a car is shared, under which name and when: opting in, changing it, opting out. */
// Shared by the page of a car and the first steps: it stays here under this name.
import { useState } from 'preact/hooks'
import { asProblem, call, Problem } from '../api.ts'
import { refresh, settle, useData } from '../data.ts'
import type { Consent, Handle, Sharing, Timing, Vehicle } from '../wire.ts'
import { language, useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Confirm } from './dialog.tsx'
import { Options, Switch, TextField } from './field.tsx'
import { Badge } from './flag.tsx'
import { Icon } from './icon.tsx'
import { say, told } from './toast.tsx'

type Draft = { kind: Handle['kind']; nickname: string; timing: Timing; showModel: boolean }

/** For the car's page and the first steps; it saves by itself. */
export function OptIn({ vehicle }: { vehicle: Vehicle }) {
  const { vehicles, shell } = useWords()
  const t = vehicles.sharing
  const { sharing, vehicleId } = vehicle
  const { draft, change, isChanged, fault, keep } = useDraft(vehicle)
  const ofName = fault?.of('handle/nickname')
  const save = async () => {
    if (await keep()) say(sharing.optedIn ? shell.saved : t.optedIn)
  }
  return (
    <div class="stack">
      <p class="opt-state">
        <Badge tone={sharing.optedIn ? 'good' : 'calm'} icon={sharing.optedIn ? 'share' : 'lock'}>
          {sharing.optedIn ? vehicles.sharingOn : vehicles.sharingOff}
        </Badge>
        <span>{sharing.optedIn ? t.on : t.off}</span>
      </p>
      <Wishes draft={draft} change={change} fault={ofName} />
      {!sharing.optedIn && <Agreement />}
      {fault && !ofName && (
        <p class="error" role="alert">
          {told(fault)}
        </p>
      )}
      <div class="row">
        {(isChanged || !sharing.optedIn) && (
          <Button kind="lead" onClick={save}>
            {sharing.optedIn ? shell.save : t.optIn}
          </Button>
        )}
        {sharing.optedIn && <Leave vehicleId={vehicleId} sharing={sharing} />}
      </div>
    </div>
  )
}

/** In the language that is spoken. */
function useConsent() {
  return useData<Consent>(`/v1/consent?language=${language()}`)
}

/** What an owner agrees to, in the server's words, which are kept by their version with the consent. */
function Agreement() {
  const { vehicles } = useWords()
  const { data } = useConsent()
  return (
    <section class="agreement">
      <h3>{vehicles.sharing.agreement}</h3>
      <p lang={data?.language ?? 'en'}>{data?.text ?? '…'}</p>
    </section>
  )
}

type WishesProps = {
  draft: Draft
  change: (part: Partial<Draft>) => void
  fault: string | undefined
}

function Wishes({ draft, change, fault }: WishesProps) {
  const { vehicles } = useWords()
  const t = vehicles.sharing
  return (
    <>
      <Options
        label={t.handle}
        value={draft.kind}
        onValue={(kind) => change({ kind })}
        options={[
          { value: 'anonymous', title: t.anonymous, note: t.anonymousHint },
          { value: 'nickname', title: t.nickname, note: t.nicknameHint },
        ]}
      />
      {draft.kind === 'nickname' && (
        <TextField
          label={t.nick}
          value={draft.nickname}
          onValue={(nickname) => change({ nickname })}
          error={fault}
          maxLength={40}
          autocomplete="off"
          required
        />
      )}
      <Options
        label={t.timing}
        value={draft.timing}
        onValue={(timing) => change({ timing })}
        options={(['live', 'afterDeparture', 'day'] as const).map((one) => ({
          value: one,
          title: t[one],
          note: t[`${one}Hint`],
        }))}
      />
      <Switch
        label={t.model}
        hint={t.modelHint}
        on={draft.showModel}
        onSwitch={(showModel) => change({ showModel })}
      />
    </>
  )
}

function Leave({ vehicleId, sharing }: { vehicleId: string; sharing: Sharing }) {
  const { vehicles } = useWords()
  const t = vehicles.sharing
  const [isAsking, ask] = useState(false)
  return (
    <>
      <Button kind="danger" onClick={() => ask(true)}>
        <Icon name="lock" size={18} />
        {t.optOut}
      </Button>
      <Confirm
        open={isAsking}
        title={t.optOutAsk}
        label={t.optOut}
        onClose={() => ask(false)}
        onConfirm={async () => {
          await put(vehicleId, { ...sharing, optedIn: false })
          say(t.optedOut)
        }}
      >
        {t.optOutText}
      </Confirm>
    </>
  )
}

/** What the owner is about to choose; `keep` resolves to whether the server took it. */
function useDraft({ vehicleId, sharing }: Vehicle) {
  const { vehicles } = useWords()
  const consent = useConsent()
  const [changes, set] = useState<Partial<Draft>>({})
  const [fault, setFault] = useState<Problem | null>(null)
  const before = draftOf(sharing)
  const draft: Draft = { ...before, ...changes }
  const keep = async (): Promise<boolean> => {
    const isNameless = draft.kind === 'nickname' && draft.nickname.trim() === ''
    setFault(isNameless ? missing(vehicles.sharing.nickMissing) : null)
    if (isNameless) return false
    try {
      const read = !sharing.optedIn && consent.data ? { consent: consent.data.version } : {}
      await put(vehicleId, { ...sharingOf(draft), ...read })
      set({})
      return true
    } catch (error) {
      setFault(asProblem(error))
      return false
    }
  }
  return {
    draft,
    fault,
    keep,
    change: (part: Partial<Draft>) => set({ ...changes, ...part }),
    isChanged: JSON.stringify(draft) !== JSON.stringify(before),
  }
}

function missing(detail: string): Problem {
  return new Problem(422, detail, [{ pointer: '/handle/nickname', detail }])
}

function draftOf({ handle, timing, showModel }: Sharing): Draft {
  const nickname = handle.kind === 'nickname' ? handle.nickname : ''
  return { kind: handle.kind, nickname, timing, showModel }
}

function sharingOf({ kind, nickname, timing, showModel }: Draft): Sharing {
  const handle: Handle = kind === 'nickname' ? { kind, nickname: nickname.trim() } : { kind }
  return { optedIn: true, handle, timing, showModel }
}

async function put(vehicleId: string, sharing: Sharing & { consent?: string }): Promise<void> {
  const path = `/v1/vehicles/${encodeURIComponent(vehicleId)}`
  settle(path, await call<Vehicle>('PUT', `${path}/sharing`, sharing))
  void refresh('/v1/vehicles', '/v1/locations', '/v1/questions', '/v1/charges/mine')
}
