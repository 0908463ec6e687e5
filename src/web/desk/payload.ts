/** What goes to a charger and comes from it, before anybody knows what it means. */

export type Payload = { [key: string]: unknown }

/** The statuses that mean yes, of whatever action. */
const YES =
  /^(Accepted|Scheduled|Unlocked|RebootRequired|Processing|AcceptedCanceled|Cleared|NoTransaction|EmptyResultSet)$/

/** Whether an answer means yes; one without a status does. */
export function isYes(answer: Payload): boolean {
  const status = statusIn(answer)
  return status === null || YES.test(status)
}

/** Its word for yes or no; of several settings that of the first. */
export function statusIn(answer: Payload): string | null {
  const { status } = answer
  if (typeof status === 'string') return status
  const [set] = listIn<Payload>(answer['setVariableResult'] ?? answer['getVariableResult'])
  const told = set?.['attributeStatus']
  return typeof told === 'string' ? told : null
}

/** Some chargers say one thing where a list belongs. */
export function listIn<T>(of: unknown): T[] {
  return (Array.isArray(of) ? of : of === undefined || of === null ? [] : [of]) as T[]
}
