/** German, in the shape of English. */
import type { Words } from './en.ts'
import { account } from './de/account.ts'
import { driving } from './de/driving.ts'
import { charges } from './de/charges.ts'
import { home } from './de/home.ts'
import { places } from './de/places.ts'
import { problems } from './de/problems.ts'
import { questions } from './de/questions.ts'
import { shell } from './de/shell.ts'
import { signin } from './de/signin.ts'
import { stations } from './de/stations.ts'
import { vehicles } from './de/vehicles.ts'
import { welcome } from './de/welcome.ts'

export const de: Words = {
  shell,
  home,
  signin,
  welcome,
  questions,
  driving,
  charges,
  places,
  stations,
  vehicles,
  account,
  problems,
}
