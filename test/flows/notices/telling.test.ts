/** What owners are told: the same in every tongue, nothing of place or car where it is to be discreet. */
import { describe, expect, test } from 'vitest'
import type { Language } from '../../../src/domain/notices/wishes.ts'
import type { Place } from '../../../src/domain/places/place.ts'
import { ON_REQUEST, type QuestionKind } from '../../../src/domain/sharing/question.ts'
import { letterOf, payloadOf } from '../../../src/flows/notices/payload.ts'
import { asking, deafness, languageOf, trial } from '../../../src/flows/notices/telling.ts'
import { wordsOf } from '../../../src/flows/notices/words/words.ts'
import { aPlace, aQuestion, aSession, aSubscription, aVehicle } from '../../store/samples.ts'

const languages: Language[] = ['en', 'de', 'zh']
const vehicle = aVehicle({ owner: 'ann', name: 'JIMBO' })
const NOW = 1_000_000
const url = 'https://share.example.org/questions/q1#csq_token'

type Told = {
  kind?: QuestionKind
  session?: object
  place?: Partial<Place> | null
  station?: string | null
}

function about({ kind = 'share', session = {}, place = {}, station = null }: Told) {
  const charge = aSession({ vehicle: vehicle.id, status: 'charging', ...session })
  const ids = { owner: 'ann', vehicle: vehicle.id, session: charge.id }
  return {
    question: aQuestion({ ...ids, kind, askedAt: NOW, expiresAt: NOW + 10 ** 10 }),
    session: charge,
    vehicle,
    place: place && aPlace({ vehicle: vehicle.id, ...place }),
    station,
  }
}

function told(
  what: Told,
  manner: { language?: Language; discreet?: boolean; named?: boolean } = {},
) {
  return asking(about(what), { language: 'en', discreet: false, named: true, ...manner }, NOW)
}

describe('a question', () => {
  test.each([
    [{}, 'JIMBO is charging at a new place.'],
    [{ session: { status: 'completed' } }, 'JIMBO has charged at a new place.'],
    [{ place: { flag: 'once', name: 'Work' } }, 'JIMBO is charging at Work.'],
    [{ place: { flag: 'skip' } }, 'JIMBO is charging.'],
    [{ place: null }, 'JIMBO is charging.'],
    [{ kind: 'abort', session: { socEnd: 61 } }, 'JIMBO stopped charging at 61 %.'],
    [{ kind: 'abort', session: { socEnd: null } }, 'JIMBO stopped charging.'],
  ] as [Told, string][])('says what is known: %j', (what, body) => {
    expect(told(what).body).toBe(body)
  })

  test('names no place where others may read along', () => {
    const named = { place: { flag: 'once', name: 'Home' } } as const
    expect(told(named, { named: false }).body).toBe('JIMBO is charging.')
  })

  test.each(languages)(
    'tells nothing of place, car or time where it is to be discreet: %s',
    (language) => {
      const kinds: QuestionKind[] = ['share', 'abort']
      const both = kinds.map((kind) => {
        const what = {
          kind,
          session: { socEnd: 61 },
          place: { flag: 'once', name: 'Home' },
        } as const
        return told(what, { language, discreet: true })
      })
      for (const telling of both) {
        const letter = letterOf(telling, { url, settings: 'x', timezone: 'UTC' })
        const push = payloadOf(telling, { url, token: 't', ack: 'a', badge: 1 })
        for (const text of [letter.text, letter.html, letter.subject, push]) {
          expect(text).not.toMatch(/JIMBO|Home|\b61\b|1970/)
        }
      }
      expect(both[0]!.title).toBe(both[1]!.title)
    },
  )

  test('is cut where a name is longer than a lock screen shows', () => {
    const asked = about({ place: { flag: 'once', name: '\u{1f697}'.repeat(50) } })
    const named = { ...asked, vehicle: { ...vehicle, name: 'x'.repeat(100) } }
    const manner = { language: 'en', discreet: false, named: true } as const
    const cut = `${'x'.repeat(59)}… is charging at ${'\u{1f697}'.repeat(50)}.`
    expect(asking(named, manner, NOW).body).toBe(cut)
  })

  test('names the one public station that is known there', () => {
    const there = { station: 'Stanley Plaza Car Park' }
    const telling = told({ ...there, place: { flag: 'pending' } })
    expect(telling.title).toBe('Charging at Stanley Plaza Car Park. Share this charge?')
    expect(telling.body).toBe('JIMBO is charging.')
    expect(told({ ...there, session: { status: 'completed' } }).title).toBe(
      'Charged at Stanley Plaza Car Park. Share this charge?',
    )
    expect(told({ ...there, place: { flag: 'once', name: 'Beach' } }).body).toBe(
      'JIMBO is charging at Beach.',
    )
  })

  test('names no station where others may read along, or it is to be discreet', () => {
    const there = { station: 'Stanley Plaza Car Park' }
    for (const manner of [{ named: false }, { discreet: true }]) {
      expect(JSON.stringify(told(there, manner))).not.toContain('Stanley')
    }
    const said = told(there, { discreet: true }).actions.map(({ action }) => action)
    expect(said).toEqual(['never', 'more'])
  })

  test('offers to share for good only where one public station is known', () => {
    const actions = (what: Told) => told(what).actions.map(({ action, title }) => [action, title])
    const anywhere = [
      ['never', 'Never here'],
      ['more', 'More…'],
    ]
    expect(actions({})).toEqual(anywhere)
    expect(actions({ place: { flag: 'once', name: 'Mall' } })).toEqual(anywhere)
    expect(actions({ station: 'Mall' })).toEqual([
      ['always', 'Always here'],
      ['skip', 'Not now'],
    ])
  })

  test('offers the likely reasons of an end', () => {
    const actions = (what: Told) => told(what).actions.map(({ action }) => action)
    expect(actions({ kind: 'abort' })).toEqual(['user', 'station'])
    expect(actions({ kind: 'abort', session: { endReason: ON_REQUEST } })).toEqual([
      'user',
      'station',
    ])
  })

  test('is said in the tongue that is set, else in that of the device, else in English', () => {
    const [de, none] = [{ language: 'de' as const }, { language: null }]
    expect(languageOf({ language: 'zh' }, [de])).toBe('zh')
    expect(languageOf(none, [none, de])).toBe('de')
    expect(languageOf(none, [])).toBe('en')
  })
})

describe.each(languages)('in %s', (language) => {
  test('nothing is left unsaid, and no name is lost', () => {
    const said = [
      told({ place: { flag: 'once', name: 'Work' } }, { language }),
      told({ kind: 'abort', session: { socEnd: 61 } }, { language }),
      deafness(aSubscription({ owner: 'ann', label: 'Pixel' }), { language }),
      trial(language),
    ]
    for (const { title, body, actions } of said) {
      for (const text of [title, body, ...actions.map((action) => action.title)]) {
        expect(text).toMatch(/\S/)
        expect(text).not.toMatch(/undefined|null/)
      }
    }
    expect(said[0]!.body).toMatch(/JIMBO.*Work/)
    expect(said[1]!.body).toContain('61')
    expect(said[2]!.body).toContain('Pixel')
  })

  test('nothing is said in another tongue', () => {
    const english = told({ place: { flag: 'once', name: 'Work' } })
    const { title, body, actions } = told({ place: { flag: 'once', name: 'Work' } }, { language })
    const isEnglish = language === 'en'
    expect(title === english.title).toBe(isEnglish)
    expect(body === english.body).toBe(isEnglish)
    expect(actions.some((action, i) => action.title === english.actions[i]!.title)).toBe(isEnglish)
  })

  test('it reads like a sentence for every charge', () => {
    const { share } = wordsOf(language)
    const bodies = [true, false].flatMap((isOver) =>
      ['Work', null].map((place) => share.body('JIMBO', { place, isNew: place === null, isOver })),
    )
    expect(new Set(bodies).size).toBe(4)
    for (const body of bodies) expect(body).toMatch(/^JIMBO.*[.。]$/)
  })
})

describe('a mail', () => {
  const letter = (what: Told = {}, timezone = 'Europe/Berlin') =>
    letterOf(told(what, { named: false }), { url, settings: 'https://s/account', timezone })

  test('says when the charge began, by the clock on the wall', () => {
    const startedAt = Date.parse('2026-11-21T12:34:00Z')
    const { text } = letter({ session: { startedAt } })
    expect(text).toMatch(/Charging since Nov 21, 2026, 1:34\sPM \(Europe\/Berlin\)\./)
  })

  test('holds one link that answers, behind the hash, and says that only a button decides', () => {
    const { text, html } = letter()
    expect(text).toContain(`Answer: ${url}`)
    expect(text).toContain('nothing is decided before you press a button')
    expect(html.match(/href="[^"]*"/g)).toEqual([`href="${url}"`, 'href="https://s/account"'])
    expect(html).not.toMatch(/<(img|script|form|iframe)|src=/)
  })

  test('shows a name as it is, and runs nothing of it', () => {
    const asked = about({})
    const evil = { ...asked, vehicle: { ...vehicle, name: '<img src=x onerror="x">&' } }
    const manner = { language: 'en', discreet: false, named: false } as const
    const { html } = letterOf(asking(evil, manner, NOW), { url, settings: 's', timezone: 'UTC' })
    expect(html).toContain('&#60;img src=x onerror=&#34;x&#34;&#62;&#38;')
  })

  test('about a device leads to the app, and asks nothing', () => {
    const telling = deafness(aSubscription({ owner: 'ann' }), { language: 'en' })
    const { text } = letterOf(telling, { url: 'https://s/account', settings: 's', timezone: 'UTC' })
    expect(text).toContain('Open the app: https://s/account')
    expect(text).not.toContain('decided')
  })
})
