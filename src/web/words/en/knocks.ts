/** Words about what needs the operator now: chargers that were turned away, cards that nobody knows. */

export const knocks = {
  title: 'A charger tries to come and cannot',
  shown: 'A card that nobody knows',
  all: 'All cards',
  add: 'Add it',
  toCharger: 'See the charger',
  ended: 'Its certificate has ended: let it come by a password once more.',
  whys: {
    400: 'It speaks no version of OCPP that is spoken here: 1.6, 2.0.1 or 2.1, as JSON.',
    401: 'Its password is wrong, or it shows none.',
    403: 'It comes by a way that is not secure enough, or is not wanted.',
    404: 'Nobody has added it here.',
    429: 'Too many wrong passwords: it may try again in a quarter of an hour.',
  } as Record<number, string>,
}
