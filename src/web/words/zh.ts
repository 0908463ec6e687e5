/** Chinese, in the shape of English. */
import type { Words } from './en.ts'
import { account } from './zh/account.ts'
import { driving } from './zh/driving.ts'
import { charges } from './zh/charges.ts'
import { home } from './zh/home.ts'
import { places } from './zh/places.ts'
import { problems } from './zh/problems.ts'
import { questions } from './zh/questions.ts'
import { shell } from './zh/shell.ts'
import { signin } from './zh/signin.ts'
import { stations } from './zh/stations.ts'
import { vehicles } from './zh/vehicles.ts'
import { welcome } from './zh/welcome.ts'

export const zh: Words = {
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
