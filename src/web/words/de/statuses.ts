/** What a charger says of a connector, by its word for it: 2.x says Occupied of whatever has a cable in it. */
export const statuses: Record<string, string> = {
  Available: 'Frei',
  Preparing: 'Eingesteckt',
  Occupied: 'Kabel steckt',
  Charging: 'Lädt',
  SuspendedEV: 'Das Auto pausiert',
  SuspendedEVSE: 'Die Ladesäule pausiert',
  Finishing: 'Beendet, Kabel steckt',
  Reserved: 'Reserviert',
  Unavailable: 'Außer Betrieb',
  Faulted: 'Gestört',
}
