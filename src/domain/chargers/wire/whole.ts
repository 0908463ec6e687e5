/** Whole numbers that no charger can mean: no column holds them, and JSON has long lost their digits. */

/** The most that is kept of each; what is not named here may be any number. */
const MOST: Record<string, number> = {
  connectorId: 2 ** 31 - 1,
  evseId: 2 ** 31 - 1,
  listVersion: 2 ** 31 - 1,
  seqNo: Number.MAX_SAFE_INTEGER,
  transactionId: Number.MAX_SAFE_INTEGER,
}

/** Whether the number of this member is too big to be kept. `path`: a JSON Pointer to it. */
export function isTooBig(value: number, path: string): boolean {
  // Nearly all of them.
  if (value < 2 ** 31 && value >= -(2 ** 31)) return false
  const name = path.slice(path.lastIndexOf('/') + 1)
  const most = path.endsWith('/evse/id') ? MOST['evseId'] : MOST[name]
  return most !== undefined && Math.abs(value) > most
}
