/** What a charger says of a connector, by its word for it: 2.x says Occupied of whatever has a cable in it. */
export const statuses: Record<string, string> = {
  Available: 'Free',
  Preparing: 'Plugged in',
  Occupied: 'Cable in',
  Charging: 'Charging',
  SuspendedEV: 'The car has paused',
  SuspendedEVSE: 'The charger has paused',
  Finishing: 'Ended, cable in',
  Reserved: 'Reserved',
  Unavailable: 'Out of use',
  Faulted: 'Out of order',
}
