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
  email: 'E-mail address',
  password: 'Password',
  passwordHint: 'At least 10 characters; a few words in a row are best.',
  name: 'Your name',
  show: 'Show the password',
  closed: 'This server takes no new accounts. Its operator can make one for you.',
}
