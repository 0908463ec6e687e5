/** One event as partners get it, for who wants to see what he would get. */
export const EXAMPLE = `{
  "cursor": "ZTE3…",
  "type": "charge.completed",
  "publishedAt": "2026-11-21T09:40:17.412Z",
  "license": "CC-BY-4.0",
  "session": {
    "id": "k3v9q1z7m2",
    "revision": 4,
    "status": "completed",
    "vehicle": {
      "handle": "Jimbo",
      "make": null,
      "model": null
    },
    "location": {
      "position": { "lat": 22.2809, "lon": 114.1588 },
      "station": {
        "id": "s7f2",
        "name": "Central Pier 4",
        "post": "A3"
      }
    },
    "startedAt": "2026-11-21T08:15:02.000Z",
    "endedAt": "2026-11-21T09:40:15.000Z",
    "soc": { "start": 41.5, "end": 80 },
    "energyKwh": 17.2,
    "maxPowerKw": 22,
    "abort": null,
    "comment": null,
    "evidence": ["vehicle"]
  }
}`
