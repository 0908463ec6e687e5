/** English: every word of the app, a file a page; the other languages follow its shape. */
import { account } from './en/account.ts'
import { driving } from './en/driving.ts'
import { charges } from './en/charges.ts'
import { home } from './en/home.ts'
import { places } from './en/places.ts'
import { problems } from './en/problems.ts'
import { questions } from './en/questions.ts'
import { shell } from './en/shell.ts'
import { signin } from './en/signin.ts'
import { stations } from './en/stations.ts'
import { vehicles } from './en/vehicles.ts'
import { welcome } from './en/welcome.ts'

export const en = {
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

export type Words = typeof en
