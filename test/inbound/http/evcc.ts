/** A client that reads a car as evcc does: its order of calls, its cookie jar, its strict types. */

/** Texts that must hold numbers, as Go's `,string` takes them. */
function numberIn(value: unknown): number {
  if (value === undefined || value === null) return 0
  if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value)) {
    throw new Error(`${JSON.stringify(value)} is no text that holds a number`)
  }
  return Number(value)
}

/** The same without a fraction. */
function wholeIn(value: unknown): number {
  const number = numberIn(value)
  if (!Number.isInteger(number)) throw new Error(`${number} is no whole number`)
  return number
}

function integer(value: unknown): number {
  if (value === undefined) return 0
  if (!Number.isInteger(value)) throw new Error(`${JSON.stringify(value)} is no integer`)
  return value as number
}

type Fields = Record<string, unknown>

/** Reads one vehicle. */
export function openEvcc(url: string, name: string, password: string, vehicle: string) {
  const asked: string[] = []
  let cookie = ''
  let isOnline = false

  async function get(path: string, query = ''): Promise<Fields> {
    const response = await fetch(`${url}${path}${query}`, { headers: { cookie } })
    asked.push(`${path} ${response.status}`)
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    return text.startsWith('{') ? (JSON.parse(text) as Fields) : {}
  }

  async function signIn(): Promise<void> {
    const query = new URLSearchParams({ username: name, password })
    await get('/api/cookie', `?${query.toString()}`)
    isOnline = integer((await get(`/api/vehicle/${vehicle}`))['v_net_connected']) === 1
  }

  /** Whatever is wrong, it signs in and tries once more. */
  async function read(kind: string): Promise<Fields> {
    const path = `/api/${kind}/${vehicle}`
    return get(path).catch(async () => {
      await signIn()
      return get(path)
    })
  }

  return {
    asked,
    /** What it shows of the vehicle. */
    read: async () => {
      const charge = await read('charge')
      const status = await read('status')
      const location = await read('location')
      const isPlugged = integer(charge['cp_dooropen']) > 0
      const isCharging = charge['chargestate'] === 'charging'
      wholeIn(charge['staleambient'])
      return {
        isOnline,
        status: isCharging ? 'C' : isPlugged ? 'B' : 'A',
        soc: numberIn(charge['soc']),
        rangeKm: wholeIn(charge['estimatedrange']),
        minutesLeft: wholeIn(charge['charge_etr_full']),
        odometerKm: numberIn(status['odometer']) / 10,
        ageS: integer(charge['m_msgage_s']),
        position: [numberIn(location['latitude']), numberIn(location['longitude'])],
      }
    },
  }
}
