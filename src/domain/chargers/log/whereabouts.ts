/** How chargers say where they stand: in settings, in fields of vendors, in texts. */

const PLACES =
  'latitude|longitude|gps|geo_?(?:location|position)|coordinate|(?:site|street|postal|install|installation|charger|station)_?address'
const FIELD = new RegExp(PLACES, 'i')
/** `lat`, `SITE_LON`, `gpsLat`: and not `latency` or `template`. */
const SHORT =
  /(?<![A-Za-z])(?:[Ll]at|LAT|[Ll]on|LON|[Ll]ng|LNG)(?![A-Za-z])|[a-z](?:Lat|Lon|Lng)(?![a-z])/
/** Of fields it is OCPP's own word, for where a meter is and where a file lies. */
const SETTING = /location/i

/** `47.07021, 15.43931` */
const PAIR = /-?\d{1,3}\.\d{3,20}(\s{0,3}[,;/|\s]\s{0,3})-?\d{1,3}\.\d{3,20}/g
/** `4704.2126,N,01526.3586,E`, as receivers say it (NMEA 0183). */
const RECEIVED = /\d{3,5}\.\d{2,20},[NS],\d{3,6}\.\d{2,20},[EW]/g
/** A name with its degrees, in what is no JSON or in a text within one: `lat=47.07`, `"lon\": 15.4`. */
const NAMED =
  /((?:lat(?:itude)?|lon(?:gitude)?|lng)[\\"']{0,9}\s{0,8}[:=]\s{0,8}[\\"']{0,9})-?\d{1,3}\.\d{1,20}/gi

/** Whether there may be anything at all, in a frame. */
export const PLACE_HINT = [
  ...[PLACES, '(?:lat|lon|lng)[_"\'\\\\\\s:=]'],
  ...['location[a-z_]', '[a-z_]location', '"location"\\s{0,8}[,}]'],
  ...['\\.\\d{3,20}\\s{0,3}[,;/|\\s]\\s{0,3}-?\\d{1,3}\\.\\d{3}', ',[NS],\\d{3,6}\\.'],
].join('|')

/** Whether a field is called so that it says where something is. */
export function isPlaceField(name: string): boolean {
  return FIELD.test(name) || SHORT.test(name)
}

/** The same of a setting, or of what it belongs to. */
export function isPlaceSetting(name: string): boolean {
  return SETTING.test(name) || isPlaceField(name)
}

/** The text with `mask` for all that reads as a position. */
export function withoutPlaces(text: string, mask: string): string {
  return text
    .replace(PAIR, mask)
    .replace(RECEIVED, mask)
    .replace(NAMED, (_, name: string) => `${name}${mask}`)
}
