/** What chargers told of their settings, and what they were asked about them, as the store promises. */
import { expect, it } from 'vitest'
import type { Survey } from '../../../src/domain/chargers/commands/survey.ts'
import { aCharger, aVariable } from './chargers.ts'
import type { Home } from './home.ts'

export function variables(home: Home): void {
  const read = () => home.store.read
  const add = async () => {
    const charger = aCharger()
    await home.store.write(({ chargers }) => chargers.add(charger))
    return charger
  }

  it('keeps what a charger told of itself, each the last word', async () => {
    const { id } = await add()
    const about = { mutability: 'ReadOnly' }
    const [one, two] = [aVariable('B', { about }), aVariable('A', { value: null })]
    const far = aVariable('A', { component: 'EVSE', evse: 1, connector: 1 })
    const again = aVariable('B', { value: 'other', at: 2000 })
    await home.store.write(async ({ variables }) => {
      await variables.put(id, [one, two, far])
      await variables.put(id, [again])
    })
    expect(await read().variables.of(id)).toEqual([two, { ...again, about }, far])
    expect(await read().variables.named(id, 'a')).toEqual([two, far])
    expect(await read().variables.count(id)).toBe(3)
    expect(await read().variables.of('nobody')).toEqual([])
    const wished = { ...far, wished: '9', wishAnswer: 'Rejected', wishFirmware: '7' }
    await home.store.write(async ({ variables }) => {
      await variables.wish(id, wished)
      await variables.put(id, [far])
    })
    expect(await read().variables.of(id)).toEqual([two, { ...again, about }, wished])
    expect(await read().variables.wished(id)).toEqual([wished])
  })

  it('knows what a charger was asked about its settings, as long as it is known', async () => {
    const { id } = await add()
    const survey: Survey = {
      ...{ charger: id, at: 7, version: '2.1', firmware: null, state: 'asked', tries: 1 },
      ...{ inHour: 2, request: 2 ** 31 - 1 },
    }
    await home.store.write(({ surveys }) => surveys.put(survey))
    expect(await read().surveys.get(id)).toEqual(survey)
    const after: Survey = {
      ...survey,
      at: 8,
      firmware: '1',
      state: 'told',
      tries: 0,
      inHour: 3,
      request: null,
    }
    await home.store.write(({ surveys }) => surveys.put(after))
    expect(await read().surveys.get(id)).toEqual(after)
    await home.store.write(({ chargers }) => chargers.remove(id))
    expect(await read().surveys.get(id)).toBeNull()
  })
}
