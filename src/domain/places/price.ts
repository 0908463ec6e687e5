/** What charging costs at a place. */
import { z } from 'zod'

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))
/** The dearest kilowatt-hour there is; some currencies count in hundreds of thousands. */
const DEAREST = 1_000_000

/** The price of a kilowatt-hour, in a currency by its ISO 4217 code. */
export const Price = z
  .strictObject({
    perKwh: z.number().min(0).max(DEAREST).meta({ example: 0.32 }),
    currency: z
      .string()
      .refine((code) => CURRENCIES.has(code), {
        error: 'is not a currency of ISO 4217',
        params: { code: 'currency' },
      })
      .meta({ example: 'EUR' }),
  })
  .meta({ id: 'Price' })
export type Price = z.infer<typeof Price>

/** A sum, rounded to what its currency is paid in. */
export type Money = { amount: number; currency: string }

/** What so much energy costs; null where either is not known. */
export function costOf(energyKwh: number | null, price: Price | null): Money | null {
  if (energyKwh === null || price === null) return null
  const { perKwh, currency } = price
  const scale = 10 ** decimalsOf(currency)
  return { amount: Math.round(energyKwh * perKwh * scale) / scale, currency }
}

function decimalsOf(currency: string): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions()
  return maximumFractionDigits
}
