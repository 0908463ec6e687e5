/** What the server's keys have made: how much of each kind is kept under which key. */
import type { Keys, KeyUse } from '../flows/tables.ts'
import type { Db } from './driver.ts'

/** What is sealed or hashed begins with its key's name; tokens of ours are hashed without a key. */
const USES = `
  select made.key_id as "key", kind, count(*) as "rows" from (
    select substr(secret_sealed, 1, 8) as key_id, 'secret' as kind from vehicle
    union all
    select substr(secret_hash, 1, 8), 'password' from vehicle where secret_hash like '%.%'
    union all
    select substr(fix_sealed, 1, 8), 'fix' from vehicle where fix_sealed is not null
    union all
    select substr(position_sealed, 1, 8), 'position' from place where position_sealed is not null
    union all
    select key_id, 'place' from place where key_id is not null
    union all
    select substr(state_sealed, 1, 8), 'telemetry' from watch
    union all
    select substr(data_sealed, 1, 8), 'record' from record
    union all
    select substr(push_secret_sealed, 1, 8), 'push secret' from partner
    union all
    select substr(ntfy_sealed, 1, 8), 'ntfy address' from owner where ntfy_sealed is not null
    union all
    select substr(token_sealed, 1, 8), 'OCPI token' from ocpi_peer where token_sealed is not null
    union all
    select substr(site_sealed, 1, 8), 'charger site' from charger
    union all
    select substr(password_hash, 1, 8), 'charger password' from charger
      where password_hash is not null
    union all
    select substr(next_password_hash, 1, 8), 'charger password' from charger
      where next_password_hash is not null
    union all
    select substr(password_sealed, 1, 8), 'upstream password' from upstream
    where password_sealed is not null
    union all
    select substr(witness_sealed, 1, 8), 'charge witness' from session
    where witness_sealed is not null
    union all
    select substr(session_sealed, 1, 8), 'tied transaction' from charger_transaction
    where session_sealed is not null
    union all
    select key_id, 'charger area' from (select distinct charger, key_id from charger_area) as area
  ) as made
  group by made.key_id, kind order by made.key_id, kind`

export function keysOf(db: Db): Keys {
  return { uses: () => db.all<KeyUse>(USES) }
}
