/** The dialog of one question: shows the charge, offers the answers, sends the one that is chosen. */
const kinds = {
  share: {
    title: 'Share this charge?',
    key: 'choice',
    choices: [
      ['always', 'Always share here', 'You will not be asked about this place again.'],
      ['once', 'Share just this once', 'The next charge here asks again.'],
      ['skip', 'Do not share this one', 'The next charge here asks again.'],
      ['never', 'Never share here', 'The position of this place is erased for good.'],
    ],
    done: {
      always: 'Charges here are shared from now on. Thank you!',
      once: 'This charge is shared. Thank you!',
      skip: 'This charge stays private.',
      never: 'This place stays private. Its position has been erased.',
    },
  },
  abort: {
    title: 'Why did your charge stop?',
    key: 'reason',
    choices: [
      ['user', 'I stopped it', 'The charge was fine.'],
      ['station', 'The station failed', 'Others will see that there was a problem.'],
      ['other', 'Something else', 'It was not the station’s fault.'],
    ],
    done: {
      user: 'Noted: you stopped it. Thank you!',
      station: 'Noted: the station had a problem. Thank you for telling the next driver!',
      other: 'Noted: it was not the station. Thank you!',
    },
  },
}

const at = (id) => document.querySelector(`#${id}`)
const id = location.pathname.split('/').at(-1)
// Behind the hash a token is never sent to any server but by us, as a credential.
const token = location.hash.slice(1)
const headers = token ? { authorization: `Bearer ${token}` } : {}
const time = (text) =>
  new Date(text).toLocaleString([], { weekday: 'short', hour: '2-digit', minute: '2-digit' })

async function call(path, body) {
  const answer = await fetch(`/v1/questions/${encodeURIComponent(id)}${path}`, {
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  const content = await answer.json()
  if (!answer.ok) throw Object.assign(new Error(content.detail), { status: answer.status })
  return content
}

function say(title, about) {
  at('title').textContent = title
  at('about').textContent = about
}

function describe({ vehicleId, session }) {
  const parts = [vehicleId, time(session.startedAt)]
  if (session.soc.start !== null) parts.push(`from ${session.soc.start} %`)
  if (session.energyKwh) parts.push(`${session.energyKwh} kWh`)
  // A line breaks between the parts, never between a number and its unit.
  return parts.map((part) => part.replaceAll(' ', '\u00a0')).join(' · ')
}

/** Where it is, for the map app of the phone: no map is loaded from anywhere. */
function showPlace(position) {
  at('place').hidden = !position
  if (!position) return
  at('place').textContent = `${position.lat.toFixed(4)}, ${position.lon.toFixed(4)}`
  at('place').href = `geo:${position.lat},${position.lon}`
}

function show(question) {
  const kind = kinds[question.kind]
  say(kind.title, describe(question))
  showPlace(question.location?.position)
  at('post-field').hidden = question.kind !== 'share'
  at('choices').replaceChildren(
    ...kind.choices.map(([value, title, meaning]) => {
      const button = document.createElement('button')
      button.type = 'button'
      button.value = value
      button.append(
        Object.assign(document.createElement('strong'), { textContent: title }),
        Object.assign(document.createElement('span'), {
          textContent: question.suggested === value ? `Your car says so. ${meaning}` : meaning,
        }),
      )
      button.setAttribute('aria-pressed', String(question.answer === value))
      button.addEventListener('click', () => void choose(kind, value))
      return button
    }),
  )
  at('answer').hidden = question.state === 'expired'
  if (question.state === 'expired') at('outcome').textContent = 'This question has expired.'
  if (question.state === 'answered') at('outcome').textContent = kind.done[question.answer] ?? ''
}

async function choose(kind, value) {
  for (const button of at('choices').children) button.disabled = true
  at('outcome').textContent = 'Sending…'
  const more = Object.fromEntries(
    ['post', 'comment']
      .filter((field) => field === 'comment' || kind === kinds.share)
      .map((field) => [field, at(field).value.trim()])
      .filter(([, text]) => text !== ''),
  )
  try {
    show(await call('/answer', { [kind.key]: value, ...more }))
  } catch (error) {
    at('outcome').textContent =
      error.status === undefined ? 'The server was not reached. Please try again.' : error.message
    for (const button of at('choices').children) button.disabled = false
  }
}

try {
  show(await call(''))
  at('title').focus()
} catch (error) {
  if (error.status === 401)
    say('Only for its owner', 'Please open this question from its notification.')
  else if (error.status === 403)
    say('Not your question', 'Somebody else is signed in on this device.')
  else if (error.status === 404)
    say('This question is gone', 'It was settled or withdrawn meanwhile.')
  else say('The server was not reached', 'Please try again in a moment.')
}
