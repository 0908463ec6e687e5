/** Places in a payload by their JSON Pointers, and what is done there. */

/** What has members: an object or a list. */
export type Holder = { [key: string]: unknown } | unknown[]

/** A member of an object or a list. */
export type Place = { holder: Holder; key: string }

/** The member `payload` of `root`, or what a pointer names in it; null: nothing is there any more. */
export function placeOf(root: object, pointer: string): Place | null {
  const names = `/payload${pointer}`.split('/').slice(1).map(named)
  let holder: unknown = root
  for (const name of names.slice(0, -1)) holder = isHolder(holder) ? read(holder, name) : undefined
  const key = names.at(-1)!
  return isHolder(holder) && read(holder, key) !== undefined ? { holder, key } : null
}

function named(key: string): string {
  return key.includes('~') ? key.replaceAll('~1', '/').replaceAll('~0', '~') : key
}

/** Whether a value has members. */
export function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null
}

/** Its own member; undefined: it has none of that name. */
export function read(holder: Holder, key: string): unknown {
  return Object.hasOwn(holder, key) ? (holder as { [key: string]: unknown })[key] : undefined
}

/** Sets a member where it stands. */
export function write(holder: Holder, key: string, value: unknown): void {
  ;(holder as { [key: string]: unknown })[key] = value
}

/** In lists a hole is left, so that the others keep their places until all is done. */
export function remove(holder: Holder, key: string, holed: Set<unknown[]>): void {
  if (!Array.isArray(holder)) return void delete holder[key]
  holder[Number(key)] = undefined
  holed.add(holder)
}

/** Closes a list up. */
export function closed(list: unknown[]): void {
  let kept = 0
  for (const item of list) if (item !== undefined) list[kept++] = item
  list.length = kept
}

/** A copy that may be changed anywhere. What is parsed JSON has no other kinds of objects. */
export function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied)
  if (!isHolder(value)) return value
  // Spread out first: a member of the name `__proto__` stays a member.
  const whole = { ...(value as { [key: string]: unknown }) }
  for (const key of Object.keys(whole)) if (isHolder(whole[key])) whole[key] = copied(whole[key])
  return whole
}
