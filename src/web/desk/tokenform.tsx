/** An identifier is added or changed: whether it may charge, how long, with whom, and whose it is. */
import { useState } from 'preact/hooks'
import { call, type Problem } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { Form, useForm } from '../parts/form.tsx'
import { say } from '../parts/toast.tsx'
import { useWords } from '../words/words.ts'
import { tokenPath, wishOf } from './tag.ts'
import type { Token, TokenStatus } from './wire.ts'
import { useDesk } from './words.ts'

const STATUSES: TokenStatus[] = ['Accepted', 'Blocked', 'Expired', 'Invalid']

type Draft = {
  idTag: string
  status: TokenStatus
  parent: string
  owner: string
  /** A day, or ''. */
  expires: string
}

type FormProps = { before: Token | null; onDone: () => Promise<void> }

export function TokenForm({ before, onDone }: FormProps) {
  const t = useDesk().tokens
  const { shell } = useWords()
  const [draft, set] = useState(draftOf(before))
  const form = useForm(async () => {
    await call('PUT', tokenPath(draft.idTag.trim()), wishIn(draft))
    await onDone()
    say(shell.saved)
  })
  const remove = async () => {
    await call('DELETE', tokenPath(draft.idTag))
    await onDone()
    if (!before) return
    const bring = async () => {
      await call('PUT', tokenPath(before.idTag), wishOf(before))
      await onDone()
    }
    say(t.removed(draft.idTag), { label: shell.undo, run: bring })
  }
  return (
    <>
      <Form form={form} label={shell.save}>
        <Fields
          isNew={before === null}
          draft={draft}
          change={(part) => set((now) => ({ ...now, ...part }))}
          problem={form.problem}
        />
      </Form>
      {before && (
        <Button kind="danger" class="wide" onClick={remove}>
          {t.remove}
        </Button>
      )}
    </>
  )
}

function draftOf(before: Token | null): Draft {
  return {
    idTag: before?.idTag ?? '',
    status: before?.status ?? 'Accepted',
    parent: before?.parent ?? '',
    owner: before?.owner ?? '',
    expires: before?.expiresAt?.slice(0, 10) ?? '',
  }
}

/** It is good to the end of its last day. */
function wishIn({ status, parent, owner, expires }: Draft) {
  const expiresAt = expires === '' ? null : `${expires}T23:59:59.000Z`
  return { status, parent: parent.trim() || null, owner: owner.trim() || null, expiresAt }
}

type FieldsProps = {
  isNew: boolean
  draft: Draft
  change: (part: Partial<Draft>) => void
  problem: Problem | null
}

function Fields({ isNew, draft, change, problem }: FieldsProps) {
  const t = useDesk().tokens
  return (
    <>
      {isNew && (
        <TextField
          label={t.idTag}
          hint={t.idTagHint}
          name="idTag"
          value={draft.idTag}
          onValue={(idTag) => change({ idTag })}
          error={problem?.of('idTag')}
          spellcheck={false}
          autocomplete="off"
          required
        />
      )}
      <SelectField<TokenStatus>
        label={t.status}
        value={draft.status}
        onValue={(status) => change({ status })}
        options={STATUSES.map((one) => [one, t.states[one]])}
      />
      <TextField
        label={t.owner}
        hint={t.ownerHint}
        type="email"
        name="owner"
        value={draft.owner}
        onValue={(owner) => change({ owner })}
        error={problem?.of('owner')}
        optional
      />
      <TextField
        label={t.parent}
        hint={t.parentHint}
        name="parent"
        value={draft.parent}
        onValue={(parent) => change({ parent })}
        error={problem?.of('parent')}
        optional
      />
      <TextField
        label={t.expires}
        type="date"
        name="expires"
        value={draft.expires}
        onValue={(expires) => change({ expires })}
        error={problem?.of('expiresAt')}
        optional
      />
    </>
  )
}
