/** A place's name, and what a kilowatt-hour costs there. */
import { useState } from 'preact/hooks'
import { asProblem, call, Problem } from '../api.ts'
import { changed } from '../data.ts'
import { locale } from '../format.ts'
import type { Location } from '../wire.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { SelectField, TextField } from './field.tsx'
import { say, told } from './toast.tsx'

type Draft = { name: string; perKwh: string; currency: string }

const DEAREST = 1_000_000
/** Where owners live, and what they pay with; the euro elsewhere in Europe, chosen by hand else. */
const BY_REGION: Record<string, string> = {
  US: 'USD',
  GB: 'GBP',
  CH: 'CHF',
  LI: 'CHF',
  SE: 'SEK',
  NO: 'NOK',
  DK: 'DKK',
  PL: 'PLN',
  CZ: 'CZK',
  HU: 'HUF',
  CN: 'CNY',
  HK: 'HKD',
  TW: 'TWD',
  SG: 'SGD',
  JP: 'JPY',
  AU: 'AUD',
  NZ: 'NZD',
  CA: 'CAD',
  IN: 'INR',
}

export function Price({ place, all }: { place: Location; all: Location[] }) {
  const { places } = useWords()
  const t = places.about
  const { draft, change, fault, isChanged, save } = useDraft(place, all)
  const ofPrice = fault?.of('price') ?? fault?.of('price/perKwh')
  const isSaid = fault?.of('name') ?? ofPrice ?? fault?.of('price/currency')
  return (
    <Card title={t.title}>
      <TextField
        label={t.name}
        hint={t.nameHint}
        error={fault?.of('name')}
        value={draft.name}
        onValue={(name) => change({ name })}
        maxLength={100}
        autocomplete="off"
      />
      {place.price !== undefined && (
        <div class="price-fields">
          <TextField
            label={t.price}
            error={ofPrice}
            value={draft.perKwh}
            onValue={(perKwh) => change({ perKwh })}
            inputMode="decimal"
            autocomplete="off"
          />
          <SelectField
            label={t.currency}
            error={fault?.of('price/currency')}
            value={draft.currency}
            onValue={(currency) => change({ currency })}
            options={currencies()}
          />
          <p class="hint">{t.priceHint}</p>
        </div>
      )}
      {fault && !isSaid && (
        <p class="error" role="alert">
          {told(fault)}
        </p>
      )}
      <div class="row">
        <Button onClick={save} disabled={!isChanged}>
          {t.save}
        </Button>
      </div>
    </Card>
  )
}

function useDraft(place: Location, all: Location[]) {
  const { places, shell } = useWords()
  const t = places.about
  const [changes, set] = useState<Partial<Draft>>({})
  const [fault, setFault] = useState<Problem | null>(null)
  const before = draftOf(place, all)
  const draft = { ...before, ...changes }
  const save = async () => {
    const perKwh = numberIn(draft.perKwh)
    const detail = perKwh === undefined ? t.notNumber : (perKwh ?? 0) > DEAREST ? t.tooDear : null
    if (detail) return setFault(new Problem(422, detail, [{ pointer: '/price', detail }]))
    const isPriced = draft.perKwh !== before.perKwh || draft.currency !== before.currency
    const price = perKwh == null ? null : { perKwh, currency: draft.currency }
    try {
      await call('PATCH', `/v1/locations/${encodeURIComponent(place.id)}`, {
        ...(draft.name !== before.name && { name: draft.name.trim() || null }),
        ...(isPriced && { price }),
      })
      setFault(null)
      await changed(['locations', 'charges'])
      set({})
      say(shell.saved)
    } catch (error) {
      setFault(asProblem(error))
    }
  }
  return {
    draft,
    fault,
    save,
    change: (part: Partial<Draft>) => set({ ...changes, ...part }),
    isChanged: JSON.stringify(draft) !== JSON.stringify(before),
  }
}

function draftOf({ name, price }: Location, all: Location[]): Draft {
  const other = all.find((one) => one.price)?.price?.currency
  return {
    name: name ?? '',
    perKwh: price ? plain(price.perKwh) : '',
    currency: price?.currency ?? other ?? BY_REGION[locale().split('-').at(-1) ?? ''] ?? 'EUR',
  }
}

/** To be changed: with the owner's comma, but without what groups digits. */
function plain(value: number): string {
  const options = { maximumFractionDigits: 6, useGrouping: false }
  return new Intl.NumberFormat(locale(), options).format(value)
}

/** A number as people write it, with a point or a comma; null for nothing, undefined for no number. */
function numberIn(text: string): number | null | undefined {
  const plain = text.replaceAll(/[\s\u00a0]/g, '').replace(',', '.')
  if (plain === '') return null
  return /^\d+(\.\d*)?$|^\.\d+$/.test(plain) ? Number(plain) : undefined
}

/** `€0.325`: as many digits as were given. */
export function perKwhOf({ perKwh, currency }: NonNullable<Location['price']>): string {
  const options = { style: 'currency', currency, maximumFractionDigits: 4 } as const
  return new Intl.NumberFormat(locale(), options).format(perKwh)
}

let known: { locale: string; options: [string, string][] } | null = null

/** All currencies that there are, those in common use first. */
function currencies(): [string, string][] {
  if (known?.locale === locale()) return known.options
  const names = new Intl.DisplayNames(locale(), { type: 'currency' })
  const common = ['EUR', ...new Set(Object.values(BY_REGION))]
  const rest = Intl.supportedValuesOf('currency').filter((code) => !common.includes(code))
  const options = [...common, ...rest].map((code): [string, string] => [
    code,
    `${code} · ${names.of(code) ?? code}`,
  ])
  known = { locale: locale(), options }
  return options
}
