/** Figures of several rounds: their middle and their spread, and tables that show them. */

/** The value below which a share of all lies. */
export function quantile(values: number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

export function median(values: number[]): number {
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Least, middle and greatest, as `1.2 / 1.3 / 1.5`. */
export function spread(values: number[]): string {
  return [Math.min(...values), median(values), Math.max(...values)].map(short).join(' / ')
}

/** Three digits that count. */
export function short(value: number): string {
  if (value >= 100) return value.toFixed(0)
  return value.toFixed(value >= 10 ? 1 : 2)
}

/** Rows under a head, the columns as wide as they need be. */
export function table(rows: string[][]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  const lines = rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i]!)).join('  '))
  return lines.map((line) => line.trimEnd()).join('\n')
}
