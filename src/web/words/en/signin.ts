/** Words of the page where owners sign in and up. */
export const signin = {
  in: {
    title: 'Welcome back',
    lead: 'Sign in to see your charges and answer your questions.',
    button: 'Sign in',
    other: 'New here?',
    change: 'Make an account',
    wrong: 'E-mail address or password is wrong.',
  },
  up: {
    title: 'Make an account',
    lead: 'It takes a minute. Nothing is shared until you say so.',
    button: 'Make the account',
    other: 'You have an account?',
    change: 'Sign in',
    taken: 'There is an account with this address already.',
  },
  /** Who has come by the link at a charger. */
  before: {
    title: (identity: string) => `Charge at ${identity}`,
    up: 'Make an account first: its operator then gives it a card, and you start here.',
    in: 'Sign in, and start the charger from here.',
  },
  email: 'E-mail address',
  password: 'Password',
  passwordHint: 'At least 10 characters; a few words in a row are best.',
  name: 'Your name',
  show: 'Show the password',
  closed: 'This server takes no new accounts. Its operator can make one for you.',
  forgotten: {
    link: 'Forgot your password?',
    title: 'Forgot your password?',
    lead: 'We send you a link to choose a new one.',
    button: 'Send the link',
    sent: 'Look into your mail',
    sentText: (email: string) =>
      `If there is an account for ${email}, the link is on its way. It works for an hour.`,
    noMail: 'This server sends no e-mail. Its operator can help you.',
    back: 'Back to signing in',
  },
  fresh: {
    title: 'Choose a new password',
    lead: 'You are then signed out everywhere, and sign in with the new one.',
    label: 'New password',
    button: 'Save the password',
    done: 'Your password is changed. Please sign in.',
  },
  confirm: {
    title: 'Confirm your address',
    lead: 'One tap, and your questions may come by e-mail too.',
    button: 'Confirm',
    done: 'Confirmed. Thank you!',
  },
  ended: {
    title: 'This link has ended',
    text: 'Each link works once, and not for long. You can have a new one sent.',
    password: 'Send a new link',
    address: 'To your account',
  },
}
