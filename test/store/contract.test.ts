/** The store's contract: one list of promises, kept by every engine. */
import { afterAll, beforeAll, describe } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import { answers } from './contract/answers.ts'
import { certificates } from './contract/certificates.ts'
import { chargers } from './contract/chargers.ts'
import { checkins } from './contract/checkins.ts'
import { charging } from './contract/charging.ts'
import { commands } from './contract/commands.ts'
import { contributions } from './contract/contributions.ts'
import { feed } from './contract/feed.ts'
import { gathering } from './contract/gathering.ts'
import type { Home } from './contract/home.ts'
import { idTokens } from './contract/idtokens.ts'
import { keys } from './contract/keys.ts'
import { proofs } from './contract/proofs.ts'
import { metering } from './contract/metering.ts'
import { evidence } from './contract/evidence.ts'
import { meetings } from './contract/meetings.ts'
import { notices } from './contract/notices.ts'
import { listings } from './contract/listings.ts'
import { lists } from './contract/lists.ts'
import { lanes } from './contract/lanes.ts'
import { ocppLog } from './contract/ocpplog.ts'
import { outlook } from './contract/outlook.ts'
import { partners } from './contract/partners.ts'
import { peers } from './contract/peers.ts'
import { people } from './contract/people.ts'
import { places } from './contract/places.ts'
import { postgres } from './contract/postgres.ts'
import { questions } from './contract/questions.ts'
import { race } from './contract/race.ts'
import { schema } from './contract/schema.ts'
import { shared } from './contract/shared.ts'
import { sighted } from './contract/sighted.ts'
import { signs } from './contract/signs.ts'
import { sqlite } from './contract/sqlite.ts'
import { stations } from './contract/stations.ts'
import { tallies } from './contract/tallies.ts'
import { telemetry } from './contract/telemetry.ts'
import { transactions } from './contract/transactions.ts'
import { upstreams } from './contract/upstreams.ts'
import { variables } from './contract/variables.ts'
import { vehicles } from './contract/vehicles.ts'
import { type EngineName, engines, type Ground, openEngine, testVault } from './engines.ts'

const promises = {
  'keeps owners': people,
  'keeps vehicles': vehicles,
  'keeps places': places,
  'keeps charges': charging,
  'keeps telemetry': telemetry,
  'keeps questions': questions,
  'keeps answers that may be undone': answers,
  'keeps stations of sources': listings,
  'keeps check-ins': checkins,
  'keeps what owners add to stations': contributions,
  'makes lists': lists,
  'gives signs': signs,
  'keeps the ways to owners': notices,
  'keeps the mails that owners ask for': proofs,
  'keeps partners': partners,
  "keeps partners' OCPI servers": peers,
  'keeps what is sent to partners': lanes,
  'keeps one ordered feed': feed,
  'keeps a reader up to date': race,
  'keeps what is shared in short': shared,
  'keeps stations': stations,
  "keeps chargers' transactions": metering,
  'keeps backends that share chargers': upstreams,
  'counts sessions at their stations': gathering,
  'counts what the operator watches': tallies,
  'keeps commands to chargers': commands,
  "keeps the log of chargers' messages": ocppLog,
  'tells the operator what has changed': outlook,
  'keeps chargers': chargers,
  'keeps what chargers told of their settings': variables,
  'keeps certificates of chargers': certificates,
  'keeps what drivers show': idTokens,
  'knows what its keys have made': keys,
  'lets charges and transactions meet': meetings,
  'finds charges about chargers': sighted,
  'tells what cars confirm': evidence,
  'changes all or nothing': transactions,
  'has one schema': schema,
}

const own: Record<EngineName, (home: Home) => void> = { SQLite: sqlite, PostgreSQL: postgres }

describe.each(engines)('a store on $name', ({ name, start }) => {
  const home = {} as Home
  let ground: Ground

  beforeAll(async () => {
    ground = await start()
    const where = await ground.fresh()
    const store = await openStore(where, testVault)
    Object.assign(home, { store, below: openEngine(where), fresh: ground.fresh })
  })
  afterAll(async () => {
    await home.below?.close()
    await home.store?.close()
    await ground?.stop()
  })

  describe.each(Object.entries(promises))('%s', (_, promise) => {
    promise(home)
  })
  describe('has its own ways', () => {
    own[name](home)
  })
})
