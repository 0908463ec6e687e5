-- What ChargeShare remembers. SQLite and PostgreSQL read this same text; the feed's number is the
-- one thing the PostgreSQL driver spells its own way. Keys are texts made by us, times are
-- milliseconds since 1970 (UTC), flags are 0/1. Columns named *_sealed hold AES-256-GCM under the
-- server's key, *_hash and token hold keyed hashes: without the key file they say nothing.

create table meta (
  name text primary key,
  value text not null
);

-- People who own cars. account is the short name by which an owner who moved in from an OVMS server
-- signs in there; his old password is kept as that server hashed it until he first uses it. quiet_*:
-- from which time of day to which in which zone nothing is to be sent; channels: a JSON list, in the
-- order in which they are tried; confirmed_at: when he has shown that mails to this address reach
-- him (null: he has not yet); mailed_at: when the last mail left that asked him something.
create table owner (
  id text primary key,
  email text not null unique,
  account text unique,
  password_hash text not null,
  name text,
  language text check (language in ('en', 'de', 'zh')),
  quiet_from text,
  quiet_to text,
  quiet_zone text,
  discreet integer not null default 0 check (discreet in (0, 1)),
  channels text not null,
  ntfy_sealed text,
  confirmed_at bigint,
  mailed_at bigint,
  created_at bigint not null
);

-- Mails that an owner, or who claims to be him, has asked for: the proof of his address, or the way
-- to a new password. due_at: when it is to leave (null: it has left, at sent_at).
create table proof (
  owner text not null references owner (id) on delete cascade,
  kind text not null check (kind in ('address', 'password')),
  due_at bigint,
  tries integer not null default 0,
  sent_at bigint,
  primary key (owner, kind)
);
create index proof_due on proof (due_at) where due_at is not null;

-- Signed-in devices of owners; the token itself is never kept.
create table login (
  token_hash text primary key,
  owner text not null references owner (id) on delete cascade,
  created_at bigint not null,
  expires_at bigint not null
);
create index login_owner on login (owner);

-- Cars. id is the lower-case vehicle id, label the id as its owner wrote it. trouble: why its
-- charges cannot be shared, where the module itself stands in the way.
create table vehicle (
  id text primary key,
  label text not null,
  owner text not null references owner (id) on delete cascade,
  name text,
  make text,
  model text,
  secret_hash text not null,
  secret_sealed text not null,
  salt text not null,
  opted_in integer not null default 0 check (opted_in in (0, 1)),
  nickname text,
  show_model integer not null default 0 check (show_model in (0, 1)),
  timing text not null default 'live' check (timing in ('live', 'afterDeparture', 'day')),
  fix_at bigint,
  fix_sealed text,
  trouble text check (trouble in ('paranoid')),
  created_at bigint not null
);
create index vehicle_owner on vehicle (owner);
create index vehicle_secret on vehicle (secret_hash);

-- When each car was last heard of by each way in; written at most once a minute.
create table word (
  vehicle text not null references vehicle (id) on delete cascade,
  channel text not null check (channel in ('ovms', 'mqtt', 'http', 'abrp')),
  at bigint not null,
  primary key (vehicle, channel)
);

-- What owners agreed to, each time they opted a vehicle in or out.
create table consent (
  id text primary key,
  vehicle text not null references vehicle (id) on delete cascade,
  at bigint not null,
  opted_in integer not null check (opted_in in (0, 1)),
  nickname text,
  timing text not null,
  show_model integer not null check (show_model in (0, 1)),
  text_version text not null
);
create index consent_vehicle on consent (vehicle, id);

-- A vehicle's own geofenced places. The position is clear for 'always' (a public station), sealed
-- for 'pending', 'once' and 'skip', and gone for 'never'. A place that is not clear is found by the
-- tokens of its cells; key_id names the key that made them. forgetful: of the charges here only
-- months and counts are kept. flag_by: the answer that the flag comes from, if one may be undone.
-- listing: the station of a source at which its owner charges there, where that is public.
-- price_per_kwh: what a kilowatt-hour costs here, in a currency by its ISO 4217 code.
create table place (
  id text primary key,
  vehicle text not null references vehicle (id) on delete cascade,
  flag text not null check (flag in ('pending', 'once', 'always', 'skip', 'never')),
  name text,
  radius_m double precision not null,
  lat double precision,
  lon double precision,
  position_sealed text,
  key_id text,
  forgetful integer not null default 0 check (forgetful in (0, 1)),
  flag_by text,
  price_per_kwh double precision,
  price_currency text,
  listing text,
  created_at bigint not null,
  check ((lat is null) = (lon is null)),
  check ((price_per_kwh is null) = (price_currency is null)),
  check (flag = 'always' or lat is null),
  check (flag = 'always' or listing is null),
  check (flag <> 'never' or position_sealed is null)
);
create index place_where on place (vehicle, lat, lon);

-- How many charges were made and forgotten at a place, by month (2026-11).
create table place_month (
  place text not null references place (id) on delete cascade,
  month text not null,
  charges integer not null,
  primary key (place, month)
);

-- The keyed tokens of all grid cells that a place's disk touches; ring is the cell's distance from
-- the centre's cell, so that the nearest of several hits is known. A cell has another token at each
-- place, so that one whose position is known (here or by the feed) gives away none beside it.
-- Places whose position is clear have no tokens.
create table place_cell (
  vehicle text not null,
  token text not null,
  place text not null references place (id) on delete cascade,
  ring integer not null,
  primary key (vehicle, token, place)
);
create index place_cell_place on place_cell (place);

-- Charge sessions. flag is this session's own standing, flag_by as in place; public_id and revision
-- are what partners know it by (null: partners know nothing). withdrawn_on: the day on which it was
-- taken back; no finer, so that it leads to no row of the feed. untold_on: the day of its last change
-- that waits to be told, as its owner wished (null: partners know all of it). listing: the station of a source at
-- which its owner said that he was; it tells where that is, so that only what is shared has one.
-- witness_sealed: what a charger told of the same charge; sealed, since it tells where that was.
create table session (
  id text primary key,
  vehicle text not null references vehicle (id) on delete cascade,
  place text,
  flag text not null check (flag in ('pending', 'once', 'always', 'skip', 'never')),
  status text not null check (status in ('charging', 'completed', 'aborted', 'unknown')),
  started_at bigint not null,
  first_at bigint not null,
  seen_at bigint not null,
  ended_at bigint,
  heard_at bigint not null,
  soc_start double precision,
  soc_end double precision,
  energy_kwh double precision,
  max_power_kw double precision,
  end_reason text,
  abort_reason text check (abort_reason in ('user', 'station', 'other')),
  post text,
  listing text,
  comment text,
  public_id text,
  revision integer not null default 0,
  flag_by text,
  withdrawn_on bigint,
  untold_on bigint,
  witness_sealed text
);
create index session_vehicle on session (vehicle, first_at);
create unique index session_open on session (vehicle) where status = 'charging';
create index session_due on session (ended_at) where public_id is null and flag in ('once', 'always');
create index session_silent on session (started_at) where flag = 'never';
create index session_untold on session (untold_on) where untold_on is not null;

-- Every charge message that was accepted, without its position: what makes repeats harmless and
-- lets a late one be put in its right order.
create table message (
  vehicle text not null references vehicle (id) on delete cascade,
  id text not null,
  digest text not null,
  type text not null,
  at bigint not null,
  session text,
  place text,
  facts text not null,
  received_at bigint not null,
  primary key (vehicle, id)
);
create index message_received on message (received_at);
create index message_session on message (session) where type <> 'telemetry';

-- What each car told last of itself, its position too, and the charge that is read out of it.
-- due_at: when an end of charging that may yet be taken back is final.
create table watch (
  vehicle text primary key references vehicle (id) on delete cascade,
  at bigint not null,
  due_at bigint,
  charging integer not null check (charging in (0, 1)),
  state_sealed text not null
);
create index watch_due on watch (due_at) where due_at is not null;
create index watch_at on watch (at);

-- Lines of modules' own logs, kept for their owners as long as the module asked; without positions.
create table record (
  id text primary key,
  vehicle text not null references vehicle (id) on delete cascade,
  type text not null,
  number integer not null,
  at bigint not null,
  expires_at bigint not null,
  size integer not null,
  digest text not null,
  data_sealed text not null
);
create index record_vehicle on record (vehicle, type, at);
create index record_expires on record (expires_at);

-- What owners are asked.
create table question (
  id text primary key,
  kind text not null check (kind in ('share', 'abort')),
  owner text not null references owner (id) on delete cascade,
  vehicle text not null references vehicle (id) on delete cascade,
  session text not null references session (id) on delete cascade,
  state text not null check (state in ('open', 'answered', 'expired')),
  choice text check (choice in ('always', 'once', 'skip', 'never', 'user', 'station', 'other')),
  asked_at bigint not null,
  remind_at bigint not null,
  expires_at bigint not null,
  answered_at bigint,
  unique (session, kind)
);
create index question_owner on question (owner, id);
create index question_vehicle on question (vehicle);
create index question_open on question (remind_at) where state = 'open';

-- Answers that may yet be undone: what was said, and how the place, its charges and its questions
-- stood before (without positions), as JSON. One whose question is gone still tells what others
-- were given after.
create table answer (
  id text primary key,
  question text not null unique,
  vehicle text not null references vehicle (id) on delete cascade,
  session text not null,
  place text,
  at bigint not null,
  said text not null,
  was text not null
);
create index answer_vehicle on answer (vehicle, id);

-- Keys under which devices sent answers, so that what is sent twice is done once.
create table answer_key (
  question text not null references question (id) on delete cascade,
  key text not null,
  digest text not null,
  primary key (question, key)
);

-- Where an owner's devices are reached by web push. unshown: pushes since the device last said that
-- it showed one, the first of them at unshown_since; tell_at: when its owner is next told that it is
-- silent.
create table subscription (
  id text primary key,
  owner text not null references owner (id) on delete cascade,
  endpoint text not null unique,
  p256dh text not null,
  auth text not null,
  label text,
  language text check (language in ('en', 'de', 'zh')),
  created_at bigint not null,
  last_shown_at bigint,
  unshown integer not null default 0,
  unshown_since bigint,
  tell_at bigint
);
create index subscription_owner on subscription (owner);
create index subscription_silent on subscription (unshown_since) where unshown_since is not null;

-- Questions on their way to their owners. way 'ladder' is the climb from channel to channel: channel
-- is the last one that was tried, due_at when the next one is. Any other way is a message still to be
-- made: a push to the device of that id, or one message by the channel of that name.
create table notice (
  question text not null references question (id) on delete cascade,
  way text not null,
  channel text check (channel in ('push', 'ntfy', 'email')),
  subscription text references subscription (id) on delete cascade,
  due_at bigint not null,
  tries integer not null default 0,
  primary key (question, way)
);
create index notice_due on notice (due_at);
create index notice_subscription on notice (subscription) where subscription is not null;

-- Who receives what is shared. push_state tells whether the address was proven, or why nothing is
-- sent there any more; suspended_at: since when the operator lets it have nothing (null: he does not);
-- wishes: how it wants its pushes, as JSON; push_secret_sealed: what signs them, as JSON.
create table partner (
  id text primary key,
  name text not null,
  email text not null,
  license text not null,
  created_at bigint not null,
  push_url text,
  push_enabled integer not null default 0 check (push_enabled in (0, 1)),
  push_state text not null default 'none'
    check (push_state in ('none', 'unproven', 'proven', 'gone', 'disabled')),
  suspended_at bigint,
  wishes text not null,
  push_secret_sealed text not null
);

-- How far the feed was pushed to each partner; all that changes with a delivery. cursor_seq is the
-- last feed number it has received, aim_seq how far the message reaches that was begun; due_at the
-- next try (null: at once); breaker: how the endpoint fared last, as JSON; paid_until: up to when
-- what was sent uses up its rate. Who pushes holds the lease until held_until.
create table lane (
  partner text primary key references partner (id) on delete cascade,
  cursor_seq bigint not null,
  aim_seq bigint,
  tries integer not null,
  due_at bigint,
  failing_since bigint,
  breaker text not null,
  allowed_rate double precision,
  paid_until bigint not null,
  holder text,
  held_until bigint not null default 0
);

-- What goes to a partner beside the feed's own course, as stretches of the feed (after from_seq, up
-- to to_seq; of one session alone where one is named): halves of what it refused, single events it
-- refuses (about: their session), and what it asked to have again. Dead ones are kept for a while.
create table letter (
  id text primary key,
  partner text not null references partner (id) on delete cascade,
  at bigint not null,
  from_seq bigint not null,
  to_seq bigint not null,
  session text,
  about text,
  is_replay integer not null check (is_replay in (0, 1)),
  state text not null check (state in ('waiting', 'dead', 'superseded')),
  tries integer not null,
  due_at bigint not null,
  status integer
);
create index letter_partner on letter (partner, state);

-- What a partner is told of its pushes beside them: that they were switched off, that its secret was
-- changed. mail_at: when it is next tried to mail it (null: it is done).
create table note (
  id text primary key,
  partner text not null references partner (id) on delete cascade,
  kind text not null check (kind in ('push.gone', 'push.disabled', 'secret.renewed')),
  at bigint not null,
  tries integer not null default 0,
  mail_at bigint
);
create index note_partner on note (partner, id);
create index note_mail on note (mail_at) where mail_at is not null;

-- Partners' credentials; an old one lives on for a grace time after rotation.
create table partner_token (
  token_hash text primary key,
  partner text not null references partner (id) on delete cascade,
  created_at bigint not null,
  expires_at bigint
);
create index partner_token_partner on partner_token (partner);

-- The one ordered feed of all that may be seen. body is the event as JSON text without its cursor;
-- the bodies of a withdrawn session are blanked.
create table feed (
  seq integer primary key autoincrement,
  published_at bigint not null,
  type text not null,
  session text not null,
  revision integer not null,
  body text not null
);
create index feed_session on feed (session);
create index feed_published on feed (published_at);
create index feed_withdrawn on feed (seq) where type = 'charge.withdrawn';

-- Files that hold the last state of every shared session, in the data folder. seq: the last row of
-- the feed that is in the file, next: the cursor from which a pull goes on.
create table bulk (
  name text primary key,
  seq bigint not null,
  next text not null,
  built_at bigint not null,
  events bigint not null,
  size bigint not null,
  sha256 text not null
);

-- One row per attempt to push; answer is how the partner's answer begins, and is forgotten where one
-- of the sessions that were sent is withdrawn.
create table delivery (
  id text primary key,
  partner text not null references partner (id) on delete cascade,
  message text not null,
  kind text not null,
  at bigint not null,
  first_seq bigint,
  last_seq bigint,
  events integer not null,
  superseded integer not null,
  status integer,
  error text,
  ms integer not null,
  answer text not null
);
create index delivery_partner on delivery (partner, id);
create index delivery_answer on delivery (last_seq) where answer <> '';

-- Stations: where shared sessions gather. lat and lon are the middle of a grid cell (H3, resolution 11),
-- never the centre of a vehicle's place, or where anchored those of its listing, which source and ref
-- name if one is known. The numbers are the sums of the stays; they are told from tell_from vehicles
-- on, which is drawn by chance, and stay told. posts and powers are JSON lists of pairs: what was told,
-- how often. A station without stays is no more.
create table station (
  id text primary key,
  lat double precision not null,
  lon double precision not null,
  source text,
  ref text,
  anchored integer not null check (anchored in (0, 1)),
  tell_from integer not null,
  is_told integer not null check (is_told in (0, 1)),
  sessions integer not null,
  vehicles integer not null,
  in_use integer not null,
  succeeded integer not null,
  failed integer not null,
  posts text not null,
  powers text not null,
  unique (source, ref),
  check ((source is null) = (ref is null))
);
create index station_where on station (lat, lon, id);
create index station_occupied on station (id) where in_use > 0;

-- What each public session counts for at its station: nothing that its events do not tell. session is
-- the key that partners know it by, visitor stands for its vehicle at this station and at no other. It
-- goes when the session is taken back, and outlives what else is kept of it.
create table stay (
  session text primary key,
  station text not null references station (id),
  visitor text not null,
  since bigint not null,
  lat double precision not null,
  lon double precision not null,
  outcome text not null check (outcome in ('charging', 'succeeded', 'failed', 'untold')),
  ended_at bigint,
  post text,
  power_kw integer
);
create index stay_visitor on stay (station, visitor);
create index stay_since on stay (station, since);
create index stay_ended on stay (station, outcome, ended_at);

-- On what terms the stations that sources list may be used; a source (Open Charge Map, OpenStreetMap)
-- gathers them from several providers. may_pass: their names may be passed on under our own licence.
create table listing_provider (
  source text not null check (source in ('ocm', 'osm')),
  id text not null,
  title text not null,
  licence text not null,
  attribution text not null,
  url text,
  may_pass integer not null check (may_pass in (0, 1)),
  primary key (source, id)
);

-- What one source says of a charging station; sources are never merged into each other. posts: how
-- many cars charge at a time, post_refs what the posts are called (a JSON list), plugs a JSON list;
-- round: the import or the question by which it was told last.
create table listing (
  source text not null,
  ref text not null,
  lat double precision not null,
  lon double precision not null,
  name text,
  operator text,
  posts integer,
  post_refs text not null,
  plugs text not null,
  access text not null check (access in ('public', 'restricted', 'private', 'unknown')),
  price text,
  provider text not null,
  checked_at bigint,
  round text not null,
  primary key (source, ref),
  foreign key (source, provider) references listing_provider (source, id)
);
create index listing_where on listing (lat, lon);
create index listing_provided on listing (source, provider);

-- When a source was asked over the network about a square of some kilometres, to the day: not which
-- car was there.
create table listing_tile (
  source text not null,
  tile text not null,
  asked_at bigint not null,
  primary key (source, tile)
);

-- Owners who wish that their shared charges are checked in at Open Charge Map, since when, and by
-- which text.
create table check_in_wish (
  owner text primary key references owner (id) on delete cascade,
  since bigint not null,
  text_version text not null
);

-- Check-ins of shared charges, one for each at most: it is marked as sent before it is sent. says:
-- what Open Charge Map answered where it took none.
create table check_in (
  session text primary key references session (id) on delete cascade,
  state text not null check (state in ('waiting', 'sent', 'posted', 'refused', 'dropped')),
  due_at bigint not null,
  says text
);
create index check_in_due on check_in (due_at) where state = 'waiting';

-- What owners add to what is known of a station where they shared a charge: facts, or a photo. about:
-- the facts, or the photo's sides in pixels, as JSON; picture: its JPEG in base64. Nobody sees one
-- before the operator has approved it. It goes with the charge by which its owner knows the station.
create table contribution (
  id text primary key,
  kind text not null check (kind in ('photo', 'facts')),
  station text not null,
  session text not null references session (id) on delete cascade,
  state text not null check (state in ('waiting', 'approved', 'refused')),
  at bigint not null,
  decided_at bigint,
  about text not null,
  picture text,
  check ((kind = 'photo') = (picture is not null))
);
create index contribution_station on contribution (station, id);
create index contribution_session on contribution (session);
create index contribution_waiting on contribution (id) where state = 'waiting';

-- The last row of the feed of each session, as OCPI lists them: which page by page in the order of
-- their keys, which since when. Led on when somebody asks. known: its energy is known.
create table ocpi_session (
  session text primary key,
  seq bigint not null unique,
  updated_at bigint not null,
  known integer not null check (known in (0, 1))
);
create index ocpi_session_updated on ocpi_session (updated_at, known);
create index ocpi_session_order on ocpi_session (session, updated_at, known, seq);

-- Partners' own OCPI servers. standing: whether a token was offered, we are registering with theirs,
-- or both hold the other's; token_hash is what they call us with, token_sealed what we call them
-- with. endpoints and parties: their modules and companies, as JSON. receives: they take sessions
-- in. observations: they agreed to our own module. cursor_seq and what follows it as in partner.
create table ocpi_peer (
  partner text primary key references partner (id) on delete cascade,
  standing text not null check (standing in ('offered', 'calling', 'registered')),
  version text check (version in ('2.2.1', '2.3.0')),
  token_hash text not null unique,
  next_token_hash text unique,
  token_sealed text,
  encoding text not null check (encoding in ('base64', 'raw')),
  versions_url text,
  endpoints text not null,
  parties text not null,
  observations integer not null default 0 check (observations in (0, 1)),
  receives integer not null default 0 check (receives in (0, 1)),
  since bigint not null,
  cursor_seq bigint not null,
  tries integer not null default 0,
  due_at bigint,
  problem text,
  check ((standing = 'registered') = (version is not null))
);

-- Chargers by their identity. site_sealed: position, names and post as JSON, sealed since some stand
-- where people live. Of two passwords the next one is the newer; profile: the least secure way by
-- which it may come (0: without a password). registration as OCPP has it; holder: the process that
-- holds its connection. boot: its last BootNotification, as JSON; asked_at: when it was last asked for
-- its state. list_version: of the local list that it holds (null: unknown); wants_list: it is sent the
-- list by itself (null: if it says that it uses one). access: whether everybody may charge there;
-- owner: whose it is, who alone sees one that is private.
create table charger (
  id text primary key,
  site_sealed text not null,
  password_hash text,
  next_password_hash text,
  profile integer not null check (profile in (0, 1, 2, 3)),
  registration text not null check (registration in ('accepted', 'pending', 'rejected')),
  version text check (version in ('1.6', '2.0.1', '2.1')),
  vendor text,
  model text,
  serial text,
  firmware text,
  boot text,
  booted_at bigint,
  seen_at bigint,
  connected_at bigint,
  disconnected_at bigint,
  holder text,
  skew_ms bigint,
  asked_at bigint,
  list_version integer,
  list_stamp text,
  wants_list integer check (wants_list in (0, 1)),
  access text not null check (access in ('public', 'private')),
  owner text references owner (id) on delete set null,
  created_at bigint not null
);
create index charger_owner on charger (owner) where owner is not null;
create index charger_lower on charger (lower(id));
create index charger_holder on charger (holder) where holder is not null;

-- The state of each connector as its charger told it last; evse 0 is the charger as a whole.
create table connector (
  charger text not null references charger (id) on delete cascade,
  evse integer not null,
  connector integer not null,
  status text not null,
  error text,
  vendor_error text,
  info text,
  since bigint not null,
  heard_at bigint not null,
  primary key (charger, evse, connector)
);

-- What chargers told of charging, in watt-hours and watts. number: what OCPP 1.6 calls it by;
-- reference: what the charger of 2.x calls it by; alias: a number that is not ours and that the
-- charger calls it by all the same. start_key: how a repeated start is known; id_tag: as it was shown,
-- tag_key: as tags are compared; owner: whose tag it was when it began; verdict: what was answered about
-- it; accepted_by: the other backend whose word that was. seen: which of the charger's events were
-- told, as a JSON list of stretches. last: the last reading, as JSON; fresh: its youngest readings, as
-- JSON lists with a comma after each, which move to their table when there are many, or when it ends;
-- oddities: a JSON list of words; provisional: its end was not told but follows from other things.
-- session_sealed: the vehicle's session that it is one with; sealed, since it would tell where that was.
create table charger_transaction (
  id text primary key,
  number bigint not null unique,
  charger text not null references charger (id) on delete cascade,
  evse integer not null,
  connector integer not null,
  reference text,
  alias bigint,
  start_key text,
  id_tag text,
  tag_key text,
  owner text references owner (id) on delete set null,
  verdict text,
  accepted_by text,
  status text not null check (status in ('charging', 'completed', 'aborted', 'unknown')),
  started_at bigint not null,
  ended_at bigint,
  heard_at bigint not null,
  meter_start_wh double precision,
  meter_stop_wh double precision,
  energy_wh double precision,
  last text,
  max_power_w double precision,
  soc_start double precision,
  stop_reason text,
  is_provisional integer not null check (is_provisional in (0, 1)),
  is_fault integer not null check (is_fault in (0, 1)),
  seq_no bigint,
  seen text not null,
  oddities text not null,
  started_by text,
  fresh text not null default '',
  session_sealed text
);
create index charger_transaction_of on charger_transaction (charger, id);
create index charger_transaction_started on charger_transaction (charger, started_at, id);
create index charger_transaction_open on charger_transaction (charger) where status = 'charging';
create index charger_transaction_ended on charger_transaction (ended_at, id);
create index charger_transaction_tag on charger_transaction (tag_key, id)
  where tag_key is not null;
create index charger_transaction_owner on charger_transaction (owner, id) where owner is not null;
create unique index charger_transaction_start on charger_transaction (charger, start_key)
  where start_key is not null;
create index charger_transaction_alias on charger_transaction (charger, alias)
  where alias is not null;
create index charger_transaction_reference on charger_transaction (charger, reference, id)
  where reference is not null;

-- Meter readings of transactions, in one unit each; the youngest stand beside their transaction.
create table reading (
  transaction_id text not null references charger_transaction (id) on delete cascade,
  at bigint not null,
  wh double precision,
  power_w double precision,
  soc double precision,
  current_a double precision,
  voltage_v double precision,
  primary key (transaction_id, at)
);

-- What drivers show at chargers (idTag, idToken); id is in lower case. unknown: it only came along.
create table id_token (
  id text primary key,
  label text not null,
  type text,
  status text not null check (status in ('Accepted', 'Blocked', 'Expired', 'Invalid')),
  parent text,
  expires_at bigint,
  owner text references owner (id) on delete set null,
  is_unknown integer not null check (is_unknown in (0, 1)),
  seen_at bigint,
  seen_on text,
  created_at bigint not null
);
create index id_token_owner on id_token (owner) where owner is not null;
create index id_token_unknown on id_token (id) where is_unknown = 1;
create index id_token_seen on id_token (seen_on, seen_at) where is_unknown = 1;

-- Every frame to and from chargers: a call with what it was answered, or one that was no call. The
-- frames are kept as they were, secrets masked; deviations: a JSON list of what was not as it should be.
create table ocpp_message (
  id text primary key,
  charger text not null,
  at bigint not null,
  direction text not null check (direction in ('in', 'out')),
  version text,
  action text,
  message text,
  request text not null,
  answer text,
  error text,
  ms bigint,
  deviations text not null
);
create index ocpp_message_deviating on ocpp_message (at) where deviations <> '[]';

-- In which seconds messages of each charger were logged: it leads to them. second: how their ids begin.
create table ocpp_second (
  charger text not null,
  second text not null,
  primary key (charger, second)
);

-- How often each charger has broken each rule since it is known here, and when last: it outlives the
-- messages.
create table charger_deviation (
  charger text not null,
  rule text not null,
  count bigint not null,
  at bigint not null,
  primary key (charger, rule)
);

-- What chargers are to do: a row before it is sent, and what came of it. Secrets in the payload are
-- masked; payload_sealed holds them until it is done.
create table command (
  id text primary key,
  charger text not null references charger (id) on delete cascade,
  action text not null,
  payload text not null,
  payload_sealed text,
  asked_by text not null,
  at bigint not null,
  expires_at bigint not null,
  state text not null check (state in ('waiting', 'sent', 'answered', 'silent', 'away')),
  answer text,
  sent_at bigint,
  answered_at bigint
);
create index command_charger on command (charger, id);
create index command_waiting on command (charger, id) where state = 'waiting';
create index command_open on command (expires_at) where state in ('waiting', 'sent');
create index command_at on command (at);
create index command_asked on command (asked_by, id);

-- Processes of this server that hold connections of chargers: whose time is over has died.
create table holder (
  id text primary key,
  until bigint not null
);

-- What chargers told of their settings and inner state. component: '' for the configuration keys of
-- 1.6, attribute: Actual, Target, MinSet, MaxSet, or a monitor's number; about: what else was told
-- (unit, who may write it), as JSON. Values that are secret are masked. wished: what it was asked to be,
-- since the operator wishes that of every charger; wish_answer: what the charger said to it; wish_firmware:
-- which one said so and has not been seen to be set since ('': unknown): it is not asked again.
create table charger_variable (
  charger text not null references charger (id) on delete cascade,
  component text not null,
  evse integer not null,
  connector integer not null,
  variable text not null,
  attribute text not null,
  value text,
  about text not null,
  at bigint not null,
  wished text,
  wish_answer text,
  wish_firmware text,
  primary key (charger, component, evse, connector, variable, attribute)
);

-- When each charger was last asked for its settings, what it was then, and what came of it: who refuses,
-- or says nothing, is asked again with another firmware only. tries: since it last told them; in_hour:
-- in the hour of the clock that `at` lies in; request: the report of 2.x that is awaited.
create table charger_survey (
  charger text primary key references charger (id) on delete cascade,
  at bigint not null,
  version text not null check (version in ('1.6', '2.0.1', '2.1')),
  firmware text,
  state text not null check (state in ('asked', 'told', 'refused', 'silent')),
  tries integer not null,
  in_hour integer not null,
  request bigint
);

-- What happened at chargers, for the operator to read: boots, states, alarms, updates, and what else
-- they told. about: what was told, as JSON.
create table charger_event (
  id text primary key,
  charger text not null references charger (id) on delete cascade,
  at bigint not null,
  kind text not null,
  evse integer not null,
  about text not null
);
create index charger_event_of on charger_event (charger, id);
create index charger_event_kind on charger_event (charger, kind, id);
create index charger_event_at on charger_event (at);

-- Certificates that this server has signed for chargers, by their serial numbers (hex). name: the common
-- name (CN); said: what the charger answered to it; used_at: when it first came in by it; warned_at: when
-- its operator was told that it ends; asked_at: when it was asked to renew it. charger: null once that was
-- removed; the number is kept on, so that it opens no door to whoever is called alike later.
create table charger_certificate (
  number text primary key,
  charger text references charger (id) on delete set null,
  name text not null,
  signed_at bigint not null,
  valid_from bigint not null,
  valid_until bigint not null,
  said text,
  used_at bigint,
  warned_at bigint,
  asked_at bigint,
  revoked_at bigint
);
create index charger_certificate_of on charger_certificate (charger, signed_at);
create index charger_certificate_until on charger_certificate (valid_until);

-- The local list that each charger holds, so that it need be told only what has changed. said: the
-- entry without its tag, as JSON.
create table list_entry (
  charger text not null references charger (id) on delete cascade,
  id_tag text not null,
  said text not null,
  primary key (charger, id_tag)
);

-- Chargers that other backends share with us. authorisation: whose word counts when a driver wants to
-- charge; changed_at: when the operator last changed how it is shared.
create table relay (
  charger text primary key references charger (id) on delete cascade,
  authorisation text not null check (authorisation in ('any', 'all', 'primary', 'ours')),
  changed_at bigint not null
);
create index relay_changed on relay (changed_at);

-- Those backends. identity: as whom the charger is known there; password_sealed: what it is let in by;
-- may_command: calls it may make to the charger, JSON (true: all, false: none, or their names);
-- state: greeting, while it has not taken the charger's boot; since: when that state began; problem: why
-- it is not open; failure: the last problem, failed_at: when; answers: how many of its answers the
-- charger was given; dropped: messages that found no room, or that it refused for good.
create table upstream (
  charger text not null references relay (charger) on delete cascade,
  name text not null,
  url text not null,
  identity text not null,
  password_sealed text,
  role text not null check (role in ('primary', 'listener')),
  may_command text not null,
  state text not null check (state in ('away', 'greeting', 'open')),
  since bigint not null,
  connected_at bigint,
  problem text,
  failure text,
  failed_at bigint,
  answers bigint not null,
  dropped bigint not null,
  created_at bigint not null,
  primary key (charger, name)
);
create unique index upstream_primary on upstream (charger) where role = 'primary';

-- How often a backend has said what OCPP does not, by rule; last: in a few words, the last time.
create table upstream_deviation (
  charger text not null,
  upstream text not null,
  rule text not null,
  count bigint not null,
  at bigint not null,
  last text not null,
  primary key (charger, upstream, rule),
  foreign key (charger, upstream) references upstream (charger, name) on delete cascade
);

-- How backends call transactions, and what they said of the idTag: the charger knows our number alone.
-- theirs: in 2.x, where the charger has named it, ours as well.
create table upstream_transaction (
  charger text not null,
  upstream text not null,
  ours bigint not null,
  theirs bigint not null,
  status text,
  at bigint not null,
  primary key (charger, upstream, ours),
  foreign key (charger, upstream) references upstream (charger, name) on delete cascade
);
create index upstream_transaction_theirs on upstream_transaction (charger, upstream, theirs);

-- Transaction messages that a backend has not taken yet, to be told in the order of their ids.
-- payload: as the charger told it, JSON; size: its length in characters; number: of our transaction
-- (null: OCPP 2.x); is_reading: it may be left out where too much waits.
create table upstream_letter (
  id text primary key,
  charger text not null,
  upstream text not null,
  version text not null check (version in ('1.6', '2.0.1', '2.1')),
  action text not null,
  payload text not null,
  size integer not null,
  is_reading integer not null check (is_reading in (0, 1)),
  number bigint,
  tries integer not null,
  at bigint not null,
  foreign key (charger, upstream) references upstream (charger, name) on delete cascade
);
create index upstream_letter_queue on upstream_letter (charger, upstream, id);

-- The areas about each charger that has a position, as keyed tokens of an area and a seat in it: by
-- them a charge finds the chargers that it may be at. No two chargers have the same one, so that to
-- know where one stands says nothing of another. key_id names the key that made them.
create table charger_area (
  token text not null,
  charger text not null references charger (id) on delete cascade,
  key_id text not null,
  primary key (token, charger)
);
create index charger_area_charger on charger_area (charger);

-- In which area and about when a charge began, as one keyed token: by it a transaction that is told
-- later finds the charge. No two charges have the same one, so that to know where one of them was says
-- nothing of another. Every charge whose place has a position has one, wherever it was, as soon as any
-- charger has a position: that there is a row tells nothing of a charger near by. What a thief without
-- the keys still sees of two witnesses: which charges and which transactions are one with another
-- (witness_sealed, session_sealed are set), though not with which; and that both tables tell times and
-- energies in the clear, by which he may line them up. Where either was he does not see.
create table sighting (
  token text primary key,
  session text not null unique references session (id) on delete cascade
);
