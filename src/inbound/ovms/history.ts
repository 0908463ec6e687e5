/** The commands 30, 31 and 32: what the log of a module holds, told to its owner's apps. */
import type { LogRecord } from '../../domain/telemetry/reading.ts'
import type { Line } from './line.ts'
import type { Room } from './room.ts'

const DAY_MS = 86_400_000
const USED = '*-OVM-Utilisation'
const USED_MS = 90 * DAY_MS
/** So many lines are told at most; who wants more asks from the last one on. */
const MOST = 1000
/** So many characters are said before it is seen whether they are read. */
const AT_ONCE = 32_768

/** Answers a command, `31,2026-11-01`; never rejects. */
export async function historyFor(
  { service, log }: Room,
  line: Line,
  vehicleId: string,
  data: string,
): Promise<void> {
  const [command = '', ...rest] = data.split(',')
  try {
    const rows = await rowsOf(service, vehicleId, command, rest)
    await tell(line, command, rows)
  } catch (error) {
    log.warn({ error: String(error) }, 'the log of a module could not be read')
    line.say(`c${command},1,Try again later`)
  }
}

async function rowsOf(
  service: Room['service'],
  vehicleId: string,
  command: string,
  [first, second]: string[],
): Promise<string[]> {
  if (command === '30') {
    const since = service.clock() - USED_MS
    return usedByDay(await service.listRecords(vehicleId, { type: USED, since, limit: MOST }))
  }
  if (command === '31') {
    const sums = await service.sumRecords(vehicleId, timeIn(first))
    return sums.map(({ type, lines, characters, firstAt, lastAt }) =>
      [type, lines, lines, characters, textOf(firstAt), textOf(lastAt)].join(','),
    )
  }
  const asked = { type: first ?? '', since: timeIn(second), limit: MOST }
  const records = await service.listRecords(vehicleId, asked)
  return records.map(({ type, at, number, data }) => [type, textOf(at), number, data].join(','))
}

async function tell(line: Line, command: string, rows: string[]): Promise<void> {
  if (rows.length === 0) {
    const what = command === '30' ? 'GPRS utilisation' : 'historical'
    line.say(`c${command},1,No ${what} data available`)
  }
  let said = 0
  for (const [i, row] of rows.entries()) {
    line.say(`c${command},0,${i + 1},${rows.length},${row}`)
    said += row.length
    if (said < AT_ONCE) continue
    await line.drained()
    said = 0
  }
}

/** Bytes from and to car and apps, summed up for each day. */
function usedByDay(records: LogRecord[]): string[] {
  const days = new Map<string, number[]>()
  for (const { at, data } of records) {
    const day = textOf(at).slice(0, 10)
    const sums = days.get(day) ?? [0, 0, 0, 0]
    const told = data.split(',').map(Number)
    days.set(
      day,
      sums.map((sum, i) => sum + (told[i] || 0)),
    )
  }
  return [...days].map(([day, sums]) => [day, ...sums].join(','))
}

/** A time as it stands in the log, in UTC: `2026-11-21 08:15:02`, or the day alone. */
function timeIn(text: string | undefined): number {
  const [, day, time = '00:00:00'] =
    /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d))?/.exec(text ?? '') ?? []
  return Date.parse(`${day}T${time}Z`) || 0
}

function textOf(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}
