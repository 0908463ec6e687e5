/** What owners are told, in English: the tongue that the others are held against. */

export const en = {
  share: {
    title: 'Share this charge?',
    /** `place`: the name that the owner gave it; null where it has none. */
    body: (car: string, { place, isNew, isOver }: Whereabouts): string => {
      const where = place !== null ? ` at ${place}` : isNew ? ' at a new place' : ''
      return isOver ? `${car} has charged${where}.` : `${car} is charging${where}.`
    },
    /** At the one public station there. */
    at: (station: string, isOver: boolean): string =>
      `${isOver ? 'Charged' : 'Charging'} at ${station}. Share this charge?`,
    /** On buttons: in one or two words. */
    here: { always: 'Always here', skip: 'Not now', never: 'Never here', more: 'More…' },
  },
  abort: {
    title: 'Why did your charge stop?',
    /** `soc` in percent; null where it is not known. */
    body: (car: string, soc: number | null): string =>
      soc === null ? `${car} stopped charging.` : `${car} stopped charging at ${soc} %.`,
    user: 'I stopped it',
    station: 'Station problem',
    other: 'Something else',
  },
  /** For a lock screen that is to tell nothing of place or car. */
  discreet: { title: 'A question about your charge', body: 'Open the app to answer.' },
  discreetNews: { title: 'News about your car', body: 'Open the app to see it.' },
  paranoid: {
    title: 'Your charges cannot be shared',
    body: (car: string): string =>
      `${car} is in paranoid mode: switch that off in its module to share charges.`,
  },
  test: { title: 'It works', body: 'Questions about your charges reach you here.' },
  deaf: {
    title: 'A device shows no questions any more',
    body: (device: string): string =>
      `${device} has shown none for two weeks. Open the app there to switch notifications on again.`,
    /** A device without a name. */
    device: 'One of your devices',
  },
  mail: {
    started: (time: string): string => `Charging since ${time}.`,
    answer: 'Answer',
    open: 'Open the app',
    care: 'The link opens a page; nothing is decided before you press a button there. It opens this one question without signing in, so please do not pass it on.',
    why: 'You get this mail because e-mail is one of the ways on which you wish to be asked.',
    change: 'Change that',
    address: {
      title: 'Is this your address?',
      body: 'Questions about your charges are to reach you here. Please confirm within a day that this address is yours.',
      button: 'Confirm this address',
      why: 'You get this mail because somebody has switched on e-mail for an account with this address. If that was not you, do nothing: no questions will come here.',
    },
    password: {
      title: 'A new password',
      body: 'The link leads to a page where you choose a new password for your account. It works once, for one hour.',
      button: 'Choose a new password',
      why: 'You get this mail because somebody has asked for a new password for the account with this address. If that was not you, do nothing: the old one stays.',
    },
  },
}

/** What may be said of where a charge is or was. */
export type Whereabouts = { place: string | null; isNew: boolean; isOver: boolean }

export type Words = typeof en
