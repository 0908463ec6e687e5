/** Over TLS: the same, and owners may log in with their own password, as apps do. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { certificate } from '../../certificate.ts'
import { connectModule, dial, type Wire } from './module.ts'
import { openStand, type Stand } from './stand.ts'

const { cert, key } = certificate()
const password = 'a long pass phrase'

let stand: Stand
beforeAll(async () => {
  stand = await openStand({ tlsPort: 0, tls: { cert, key } })
  await stand.adds('Other-1')
})
beforeEach(() => stand.renews())
afterAll(() => stand.close())

function dials(): Promise<Wire> {
  return dial({ port: stand.ovms.tlsPort!, isPrivate: true })
}

async function greets(words: string): Promise<Wire> {
  const wire = await dials()
  wire.sends(`${words}\r\n`)
  return wire
}

test('a module speaks as it does without', async () => {
  const where = { port: stand.ovms.tlsPort!, isPrivate: true }
  const car = await connectModule({ ...where, type: 'C', vehicleId: 'DEMO', password: 'DEMO' })
  const app = await stand.connects('A')
  expect(await car.gets(2)).toEqual(['Z0', 'Z1'])
  car.says('W1')
  expect(await app.gets(3)).toEqual(['Z1', 'W1', 'T0'])
  await car.close()
})

describe('an owner', () => {
  test('logs in for any vehicle of his, and hears which he has', async () => {
    const app = await greets(`MP-A 1 jimbo@example.org ${password} *`)
    expect(await app.next()).toBe('MP-S 1 jimbo@example.org DEMO DEMO Other-1')
    expect(await app.next()).toBe('Z0')
    await app.close()
  })

  test('speaks and hears in clear', async () => {
    const app = await greets(`MP-A 1 Jimbo@Example.org ${password} other-1`)
    expect(await app.next()).toBe('MP-S 1 Jimbo@Example.org Other-1 DEMO Other-1')
    const car = await stand.connects('C', { vehicleId: 'Other-1' })
    car.says('S80,K', 'PItwo\nlines, grüße')
    app.sends('C7,stat\r\nA\n')
    const heard = ['Z0', 'Z1', 'S80,K', 'T0', 'PItwo\rlines, grüße', 'a']
    for (const line of heard) expect(await app.next()).toBe(line)
    expect((await car.gets(2)).at(-1)).toBe('C7,stat')
    await app.close()
  })

  test('may have a token in place of his password', async () => {
    const { token } = await stand.house.service.signIn('jimbo@example.org', password)
    const app = await greets(`MP-B 1 jimbo@example.org ${token} DEMO`)
    expect(await app.next()).toMatch(/^MP-S 1 /)
    await app.close()
  })

  test('lets a car of his in too', async () => {
    const car = await greets(`MP-C 1 jimbo@example.org ${password} DEMO`)
    expect(await car.next()).toMatch(/^MP-S 1 /)
    car.sends('S45,K,230,31,charging\r\n')
    await stand.isTold(1)
    expect(stand.told).toMatchObject([{ vehicle: 'demo', readings: [{ soc: 45 }] }])
    await car.close()
  })

  test.each([
    ['a wrong password', `MP-A 1 jimbo@example.org ${password}. *`],
    ['an unknown name', `MP-A 1 nobody ${password} *`],
    ["somebody else's vehicle", `MP-A 1 jimbo@example.org ${password} STRANGE`],
    ['another server', `MP-S 1 jimbo@example.org ${password} *`],
  ])('with %s is sent away', async (_, words) => {
    const wire = await greets(words)
    await wire.closed
    expect(wire.lines).toEqual([])
  })

  test('whose vehicle is taken from him in that moment is sent away', async () => {
    stand.service.trustModule = async () => null
    const wire = await greets(`MP-C 1 jimbo@example.org ${password} DEMO`)
    await wire.closed
    expect(wire.lines).toEqual([])
  })

  test('without vehicles is sent away', async () => {
    await stand.house.service.createOwner({ email: 'eve@example.org', password })
    const wire = await greets(`MP-A 1 eve@example.org ${password} *`)
    await wire.closed
    expect(wire.lines).toEqual([])
  })
})

test('noise in place of TLS disturbs nobody', async () => {
  const wire = await dial({ port: stand.ovms.tlsPort! })
  wire.sends(`MP-A 1 jimbo@example.org ${password} *\r\n`)
  await wire.closed
  const app = await greets(`MP-A 1 jimbo@example.org ${password} *`)
  expect(await app.next()).toMatch(/^MP-S 1 /)
  await app.close()
})

test('who never finishes his handshake does not hold up the end', async () => {
  const wire = await dial({ port: stand.ovms.tlsPort! })
  await stand.renews()
  await wire.closed
  expect(wire.lines).toEqual([])
})
