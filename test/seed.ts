/** What is tried at random is the same at each run, so that none fails by chance; another seed tries other things. */
import fc from 'fast-check'

/** CHARGESHARE_PROPERTY_SEED is another seed, CHARGESHARE_PROPERTY_RUNS how much is tried of it. */
const seed = Number(process.env['CHARGESHARE_PROPERTY_SEED'] ?? 20_261_121)

fc.configureGlobal({ seed })
