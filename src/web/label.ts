/** What a device is called among those of its owner. */

/** Such as `Chrome on Android`: enough to tell one's own devices apart. */
export function deviceLabel(agent = navigator.userAgent): string {
  const browsers = [
    ['Edg', 'Edge'],
    ['SamsungBrowser', 'Samsung Internet'],
    ['Firefox', 'Firefox'],
    ['FxiOS', 'Firefox'],
    ['Chrome', 'Chrome'],
    ['Safari', 'Safari'],
  ] as const
  const systems = [
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Android', 'Android'],
    ['Windows', 'Windows'],
    ['Mac OS', 'Mac'],
    ['Linux', 'Linux'],
  ] as const
  const browser = browsers.find(([mark]) => agent.includes(mark))?.[1] ?? 'Browser'
  const system = systems.find(([mark]) => agent.includes(mark))?.[1]
  return system ? `${browser} · ${system}` : browser
}
