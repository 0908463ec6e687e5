/** What modules publish over MQTT: charges from begin to end, the metrics of a moment one by one. */
import { chargesOf } from './lines.ts'
import { courseOf, type Metrics, placeOf, stateOf } from './picture.ts'

/** A metric as in its topic, `v/b/soc`, and its value. */
export type Metric = [name: string, value: string]

/** The metrics of one car; something is read out of each. */
export function publishing(car: number): () => Metric {
  const moment = chargesOf(car)
  let ready: Metric[] = []
  return () => {
    if (ready.length === 0) {
      const { picture, isTurn } = moment()
      const told: Metrics = isTurn ? { ...placeOf(picture), ...stateOf(picture) } : {}
      ready = Object.entries({ ...told, ...courseOf(picture) })
    }
    return ready.shift()!
  }
}
