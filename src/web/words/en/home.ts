/** Words of the first page: for who passes by, and for who is signed in. */
export const home = {
  title: 'Home',
  hello: (name: string) => `Hello, ${name}`,
  helloYou: 'Hello',
  out: {
    title: 'Your car knows which charging stations work.',
    lead: 'Decide once per place whether it may tell.',
    sample: 'The red one is charging at a new place.',
    now: 'now',
    start: 'Get started',
    steps: [
      { title: 'Plug in.', text: 'Your car’s module tells this server that a charge has started.' },
      {
        title: 'Answer once.',
        text: 'At a new place your phone asks: always, just this once, not this one, never.',
      },
      {
        title: 'Help the next driver.',
        text: 'What you share becomes open data for maps, networks and researchers.',
      },
    ],
    private: {
      title: 'Private by default',
      text: 'Every car starts opted out. Places that you never share are kept without their position: not even a thief of the database, without the server’s key, learns where you live.',
    },
    doors: {
      title: 'Three doors',
      owners: { title: 'Owners', text: 'Sign up, add a car, opt in' },
      partners: { title: 'Partners', text: 'Pull the feed, or have it pushed' },
      developers: { title: 'Developers', text: 'Every call, with examples' },
    },
    license: 'Shared charges are open data under',
    state: 'This server:',
    ready: 'ready',
    unready: 'not ready',
  },
  live: {
    title: 'Charging now',
    soc: 'State of charge',
    since: (time: string) => `since ${time}`,
    shared: 'Shared live',
    private: 'Private',
  },
  quiet: {
    title: 'No car is charging',
    text: 'When one starts, you see it here while it happens.',
  },
  questions: { title: 'Waiting for you', all: 'All questions' },
  last: { title: 'Last charges', all: 'All charges', none: 'Your first charge will appear here.' },
  silent: {
    title: 'Get asked on this device',
    text: 'A notification within seconds of plugging in, answered by one tap.',
    how: 'Show me how',
    refuse: 'Not now',
  },
  setup: {
    title: 'Finish setting up',
    text: 'A few steps are left until your car can ask you.',
    go: 'Go on',
  },
  empty: {
    title: 'Let us add your car',
    text: 'Three minutes: its name, the settings for its module, and whether it may share.',
    go: 'Add a car',
  },
}
