/** A frame or a payload, laid out so that it can be read. */

export function Json({ label, of }: { label: string; of: unknown }) {
  return (
    <figure class="copy plain json">
      <figcaption>{label}</figcaption>
      <pre tabIndex={0} role="region" aria-label={label}>
        {pretty(of)}
      </pre>
    </figure>
  )
}

/** What is no JSON is shown as it is. */
export function pretty(of: unknown): string {
  if (typeof of !== 'string') return JSON.stringify(of, null, 2)
  try {
    return JSON.stringify(JSON.parse(of), null, 2)
  } catch {
    return of
  }
}
