/** One other backend of a charger is added or changed: where it is, as whom, and what it may do. */
import { useState } from 'preact/hooks'
import type { Fault, Problem } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Options, Switch, TextField } from '../parts/field.tsx'
import { Form, useForm } from '../parts/form.tsx'
import { useWords } from '../words/words.ts'
import type { Role, Upstream } from './wire.ts'
import { useDesk } from './words.ts'

const ROLES: Role[] = ['listener', 'primary']

/** As the server takes it; without a password the one before is kept. */
export type Wish = Pick<Upstream, 'name' | 'url' | 'role' | 'mayCommand'> & {
  identity?: string
  password?: string
}

/** What the server is told of one that stays as it is. */
export function wishOf({ name, url, identity, role, mayCommand }: Upstream): Wish {
  return { name, url, role, mayCommand, ...(identity && { identity }) }
}

type BackendProps = {
  before: Upstream | null
  onKeep: (wish: Wish) => Promise<void>
  onRemove: (one: Upstream) => Promise<void>
}

export function Backend({ before, onKeep, onRemove }: BackendProps) {
  const t = useDesk().upstreams
  const { shell } = useWords()
  const [draft, set] = useState(draftOf(before))
  const change = (part: Partial<Draft>) => set((now) => ({ ...now, ...part }))
  const form = useForm(() => {
    const { identity, password, ...rest } = draft
    return onKeep({ ...rest, ...(identity && { identity }), ...(password && { password }) })
  })
  return (
    <>
      <Form form={form} label={shell.save}>
        <Place isNew={before === null} draft={draft} change={change} problem={form.problem} />
        <Options<Role>
          label={t.role}
          value={draft.role}
          onValue={(role) => change({ role })}
          options={ROLES.map((value) => ({
            value,
            title: t.roles[value],
            note: t.roleNotes[value],
          }))}
        />
        <Switch
          label={t.mayCommand}
          hint={Array.isArray(draft.mayCommand) ? draft.mayCommand.join(', ') : t.mayHint}
          on={draft.mayCommand !== false}
          onSwitch={(mayCommand) => change({ mayCommand })}
        />
        {form.problem && isElsewhere(form.problem) && (
          <p class="error" role="alert">
            {form.problem.first}
          </p>
        )}
      </Form>
      {before && (
        <Button kind="danger" class="wide" onClick={() => onRemove(before)}>
          {t.remove}
        </Button>
      )}
    </>
  )
}

type Draft = Required<Wish>

function draftOf(before: Upstream | null): Draft {
  return {
    name: before?.name ?? '',
    url: before?.url ?? '',
    identity: before?.identity ?? '',
    password: '',
    role: before?.role ?? 'listener',
    mayCommand: before?.mayCommand ?? false,
  }
}

const FIELDS = ['name', 'url', 'identity', 'password'] as const
type Field = (typeof FIELDS)[number]

function faultAt(field: Field, { errors }: Problem): Fault | undefined {
  return errors.find(
    ({ pointer }) => pointer.startsWith('/upstreams/') && pointer.endsWith(`/${field}`),
  )
}

/** Something is wrong, and it is in none of the fields. */
function isElsewhere(problem: Problem): boolean {
  return problem.errors.length > 0 && !FIELDS.some((field) => faultAt(field, problem))
}

type PlaceProps = {
  isNew: boolean
  draft: Draft
  change: (part: Partial<Draft>) => void
  problem: Problem | null
}

function Place({ isNew, draft, change, problem }: PlaceProps) {
  const t = useDesk().upstreams
  const wrong = (field: Field) => {
    const fault = problem && faultAt(field, problem)
    if (!fault) return undefined
    return fault.code === 'format' ? t.wrong[field] : problem.of(fault.pointer.slice(1))
  }
  return (
    <>
      {isNew && (
        <TextField
          label={t.name}
          hint={t.nameHint}
          value={draft.name}
          onValue={(name) => change({ name })}
          error={wrong('name')}
          maxLength={40}
          spellcheck={false}
          autocomplete="off"
          required
        />
      )}
      <TextField
        label={t.url}
        hint={t.urlHint}
        value={draft.url}
        onValue={(url) => change({ url })}
        error={wrong('url')}
        placeholder="wss://"
        spellcheck={false}
        required
      />
      <TextField
        label={t.identity}
        hint={t.identityHint}
        value={draft.identity}
        onValue={(identity) => change({ identity })}
        error={wrong('identity')}
        spellcheck={false}
        optional
      />
      <TextField
        label={t.password}
        hint={isNew ? undefined : t.passwordKept}
        type="password"
        autocomplete="off"
        value={draft.password}
        onValue={(password) => change({ password })}
        error={wrong('password')}
        optional
      />
    </>
  )
}
