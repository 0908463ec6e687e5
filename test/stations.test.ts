/** The operator brings in what Open Charge Map and OpenStreetMap list, and keeps it up to date. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Operator, operator } from './operator.ts'

type Poi = Record<string, unknown> & { ID: number }
const pois = JSON.parse(
  readFileSync(new URL('samples/ocm-pois.json', import.meta.url), 'utf8'),
) as Poi[]
const [plaza, river, stanley] = pois as [Poi, Poi, Poi]

let home: string
let jo: Operator

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'chargeshare-stations-'))
  jo = operator(join(home, 'data'))
  // The first command tells the new operator token.
  await jo.run(['owner', 'list'])
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** Writes a file, and folders around it, and says where. */
function file(name: string, content: unknown): string {
  const path = join(home, name)
  mkdirSync(join(path, '..'), { recursive: true })
  const isRaw = typeof content === 'string' || Buffer.isBuffer(content)
  writeFileSync(path, isRaw ? content : JSON.stringify(content))
  return path
}
const imports = (...args: string[]) => jo.told(['stations', 'import', ...args])
/** The last line of numbers: read, taken, not taken, bad, removed. */
const counts = (out: string) => out.split('\n')[1]!.split(/\s+/).filter(Boolean).map(Number)
const stations = async () =>
  (JSON.parse(await jo.told(['stations', 'list', '--json'])) as { stations: number }[]).map(
    ({ stations }) => stations,
  )
const feature = (id: string, amenity = 'charging_station') => ({
  ...{ type: 'Feature', id, geometry: { type: 'Point', coordinates: [16.37, 48.2] } },
  properties: { amenity, name: 'Rathaus', 'socket:type2': '2' },
})

describe('an import', () => {
  test('takes a list, lines, and the folders of the export alike', async () => {
    const list = file('list.json', [plaza, river])
    const lines = file('lines.ndjson', `${JSON.stringify(plaza)}\n${JSON.stringify(river)}\n`)
    file('export/data/AD/OCM-75344.json', plaza)
    file('export/data/AD/OCM-301178.json', JSON.stringify(river, null, 4))
    file('export/data/README.txt', 'not looked at')
    for (const path of [list, lines, join(home, 'export')]) {
      expect(counts(await imports(path))).toEqual([2, 2, 0, 0, 0])
    }
    expect(await stations()).toEqual([2])
  })

  test('knows operators and providers by the reference data beside it', async () => {
    file('export/referencedata.json', {
      Operators: [{ ID: 1, Title: 'CLP' }],
      DataProviders: [{ ID: 50, Title: 'Région', License: 'Licence Ouverte' }],
    })
    file('export/data/HK/OCM-15497.json', stanley)
    file('export/data/FR/OCM-9.json', { ...plaza, ID: 9, DataProviderID: 50 })
    expect(counts(await imports(join(home, 'export')))).toEqual([2, 2, 0, 0, 0])
    const out = await jo.told(['stations', 'list'])
    expect(out).toMatch(/ocm +1 +Open Charge Map contributors +1 +CC-BY-4\.0 +true/)
    expect(out).toMatch(/ocm +50 +Région +1 +etalab-2\.0 +true/)
  })

  test('takes features of OpenStreetMap, packed too, apart from all else', async () => {
    const features = [feature('node/1'), feature('way/2'), feature('node/3', 'fuel')]
    const map = JSON.stringify({ type: 'FeatureCollection', features })
    const out = await imports(file('map.geojson.gz', gzipSync(map)), file('a.json', [plaza]))
    expect(counts(out)).toEqual([4, 3, 1, 0, 0])
    expect(out).toContain('no charging station')
    const list = await jo.told(['stations', 'list'])
    expect(list).toMatch(/osm +osm +OpenStreetMap +2 +ODbL-1\.0 +false/)
    expect(await jo.told(['stations', 'remove', '--source', 'osm'])).toMatch(/removed +2/)
    expect(await stations()).toEqual([1])
  })

  test('counts and names what is bad, and goes on', async () => {
    const bad = [plaza, { ID: 5 }, 7, river].map((entry) => JSON.stringify(entry))
    const path = file(
      'bad.json',
      `[${bad.join(',')}, {"ID": nonsense}, ${JSON.stringify(stanley)}]`,
    )
    const broken = file('broken.json', `[${JSON.stringify({ ...plaza, ID: 6 })}, {"ID": 7, `)
    const damaged = file('damaged.json.gz', 'no gzip')
    const out = await jo.run(['stations', 'import', '--source', 'ocm', path, broken, damaged])
    expect(out.code).toBe(0)
    expect(counts(out.out)).toEqual([8, 4, 0, 4, 0])
    expect(out.out).toContain(`${path}, entry 2 (5): AddressInfo`)
    expect(out.out).toContain(`${path}, entry 4: it is no JSON`)
    expect(out.out).toContain(`${broken}, entry 2: the text breaks off in the middle of an entry`)
    expect(out.out).toContain(`${damaged}, entry 1: the file cannot be read`)
  })

  test('takes what stands behind an entry that was made to break it', async () => {
    const huge = Array.from({ length: 200_000 }, (_, i) => [i / 1e4, 48])
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    const told = (id: string, coordinates: unknown) => ({
      ...feature(id),
      geometry: { type: 'LineString', coordinates },
    })
    const watts = { 'socket:type2': '1', 'socket:type2:output': ';'.repeat(500_000) }
    const strong = { ...feature('node/3'), properties: { amenity: 'charging_station', ...watts } }
    const entries = [told('way/1', huge), told('way/2', 'deep'), strong, feature('node/4')]
    const text = JSON.stringify(entries).replace('"deep"', deep)
    const counted = counts(await imports('--source', 'osm', file('hostile.json', text)))
    expect(counted).toEqual([4, 3, 0, 1, 0])
  })

  test('never takes a private residence, and removes one that was taken before', async () => {
    await imports(file('a.json', [plaza, river]))
    const delisted = { ...river, SubmissionStatusTypeID: 1010 }
    const out = await imports(file('b.json', [delisted]))
    expect(counts(out)).toEqual([1, 0, 1, 0, 1])
    expect(out).toContain('a private residence')
    expect(await stations()).toEqual([1])
  })

  test('takes no provider whose terms forbid it, but by leave of the operator', async () => {
    const path = file('a.json', [{ ...plaza, DataProviderID: 26 }, river])
    expect(await imports(path)).toContain('provider 26: its terms are not known to allow it')
    expect(await stations()).toEqual([1])
    await imports(path, '--provider', '26')
    expect(await jo.told(['stations', 'list'])).toMatch(
      /ocm +26 +provider 26 +1 +LicenseRef-agreed +false/,
    )
  })

  test('removes what is gone only where the files are all there is, and all could be read', async () => {
    await imports(file('a.json', [plaza, river, stanley]), file('m.json', [feature('node/1')]))
    expect(counts(await imports(file('b.json', [plaza])))).toEqual([1, 1, 0, 0, 0])
    expect(await stations()).toEqual([3, 1])
    const cut = await jo.run([
      'stations',
      'import',
      '--full',
      file('c.json', `[${JSON.stringify(plaza)},{`),
    ])
    expect(cut.err).toContain('nothing else is removed')
    expect(await stations()).toEqual([3, 1])
    expect(counts(await imports('--full', file('d.json', [plaza])))).toEqual([1, 1, 0, 0, 2])
    expect(await stations()).toEqual([1, 1])
  })

  test('says what is wrong with what it is given', async () => {
    mkdirSync(join(home, 'empty'))
    const fault = async (...args: string[]) => (await jo.run(['stations', ...args])).err
    expect(await fault('import', join(home, 'gone'))).toMatch(/gone: no such file or folder/)
    expect(await fault('import', join(home, 'empty'))).toMatch(/there is no JSON file/)
    expect(await fault('import', file('referencedata.json', []))).toMatch(/no reference data/)
    expect(await fault('import', '--provider', 'x', 'y')).toMatch(
      /must be the number of a provider/,
    )
    expect(await fault('remove', '--source', 'plugshare')).toMatch(/ocm/)
  })
})
