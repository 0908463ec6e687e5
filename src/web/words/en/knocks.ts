/** Words about what needs the operator now: chargers that were turned away, tags that nobody knows. */

export const knocks = {
  title: 'Turned away',
  shown: 'Shown, and known to nobody',
  decide: 'Decide',
  add: 'Add a charger',
  whys: {
    400: 'It speaks no OCPP that is spoken here.',
    401: 'No or a wrong password.',
    403: 'It comes by a way that is not secure enough, or is not wanted.',
    404: 'Nobody has registered it.',
    429: 'Too many wrong passwords; it may try again in a quarter of an hour.',
  } as Record<number, string>,
}
