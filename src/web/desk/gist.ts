/** What a message of OCPP says, in one line of plain words. */
import { energy, line, number, power } from '../format.ts'
import type { DeskWords } from '../words/en/desk.ts'
import { listIn, type Payload, statusIn } from './payload.ts'

/** A message and what was answered to it; null where nothing was, or an error. */
export type Told = { action: string | null; payload: Payload; answer: Payload | null }
type Parts = (string | null | undefined | false)[]
type Gist = (t: DeskWords, payload: Payload, answer: Payload) => Parts

/** Empty where it says nothing beyond its name. */
export function gistOf(t: DeskWords, { action, payload, answer }: Told): string {
  return line((GISTS[action ?? ''] ?? plainly)(t, payload, answer ?? {}))
}

const GISTS: Record<string, Gist> = {
  Heartbeat: () => [],
  BootNotification: (t, payload, answer) => {
    const made = (payload['chargingStation'] ?? payload) as Payload
    const kind = line([
      text(made['chargePointVendor'] ?? made['vendorName']),
      text(made['chargePointModel'] ?? made['model']),
    ])
    return [kind, worded(t.ocpp.registered, answer['status'])]
  },
  StatusNotification: (t, payload) => [
    whereIn(t, payload),
    worded(t.statuses, payload['status'] ?? payload['connectorStatus']),
    payload['errorCode'] !== 'NoError' && worded(t.ocpp.errors, payload['errorCode']),
    text(payload['info']),
  ],
  MeterValues: (t, payload) => [whereIn(t, payload), ...readingIn(payload)],
  Authorize: (t, payload, answer) => [cardIn(payload), judged(t, answer)],
  StartTransaction: (t, payload, answer) => [
    whereIn(t, payload),
    cardIn(payload),
    judged(t, answer),
  ],
  StopTransaction: (t, payload) => [
    whichIn(t, payload),
    inKilo(payload['meterStop'], energy),
    worded(t.ocpp.reasons, payload['reason'] ?? 'Local'),
  ],
  TransactionEvent: (t, payload, answer) => {
    const { stoppedReason, chargingState } = (payload['transactionInfo'] ?? {}) as Payload
    const isOver = payload['eventType'] === 'Ended'
    return [
      whereIn(t, payload),
      worded(t.ocpp.steps, payload['eventType']),
      cardIn(payload),
      judged(t, answer),
      isOver ? worded(t.ocpp.reasons, stoppedReason) : worded(t.statuses, chargingState),
      ...readingIn(payload),
    ]
  },
  FirmwareStatusNotification: progressed,
  SignedFirmwareStatusNotification: progressed,
  DiagnosticsStatusNotification: progressed,
  LogStatusNotification: progressed,
  SecurityEventNotification: (_, payload) => [text(payload['type']), text(payload['techInfo'])],
  TriggerMessage: (t, payload, answer) => [
    worded(t.ocpp.actions, payload['requestedMessage']),
    whereIn(t, payload),
    answered(t, answer),
  ],
  ChangeConfiguration: (t, { key, value }, answer) => [text(key), text(value), answered(t, answer)],
  NotifyEvent: (_, payload) => listIn<Payload>(payload['eventData']).map(happening),
}

/** These are told in words of their own. */
const NAMED = /^(connectorId|evseId|transactionId|idTag)$/

/** Its first plain values, and what was answered. */
function plainly(t: DeskWords, payload: Payload, answer: Payload): Parts {
  const plain = Object.entries(payload).filter(([name]) => !NAMED.test(name))
  const said = plain.map(([, value]) => worded(t.deeds.choices, value)).filter(Boolean)
  return [
    whereIn(t, payload),
    whichIn(t, payload),
    cardIn(payload),
    ...said.slice(0, 2),
    answered(t, answer),
  ]
}

function progressed(t: DeskWords, { status }: Payload): Parts {
  return [worded(t.ocpp.progress, status)]
}

function happening({ component, variable, actualValue }: Payload): string {
  const named = (of: unknown) => text((of as Payload | undefined)?.['name'])
  return `${named(component)}.${named(variable)} ${text(actualValue)}`
}

/** The whole charger has no number. */
function whereIn(t: DeskWords, payload: Payload): Parts[number] {
  const { id } = (payload['evse'] ?? {}) as Payload
  const evse = Number(payload['evseId'] ?? id ?? payload['connectorId'])
  return Number.isInteger(evse) && (evse === 0 ? t.chargers.whole : t.charges.connector(evse))
}

function whichIn(t: DeskWords, { transactionId }: Payload): Parts[number] {
  return typeof transactionId === 'number' && t.charges.one(number(transactionId))
}

function cardIn({ idTag, idToken }: Payload): Parts[number] {
  return text(idTag ?? (idToken as Payload | undefined)?.['idToken'])
}

/** What was answered about a card. */
function judged(t: DeskWords, { idTagInfo, idTokenInfo }: Payload): Parts[number] {
  return worded(t.ocpp.card, ((idTagInfo ?? idTokenInfo) as Payload | undefined)?.['status'])
}

function answered(t: DeskWords, answer: Payload): Parts[number] {
  const status = statusIn(answer)
  return status !== null && (t.ocpp.answers[status] ?? status)
}

/** The last register and power of a list of readings, whatever the charger made of it. */
function readingIn({ meterValue }: Payload): Parts {
  const sampled = listIn<Payload>(meterValue)
    .flatMap(({ sampledValue }) => listIn<Payload>(sampledValue))
    .filter(({ phase }) => !phase)
  const last = (name: string) => sampled.findLast((one) => nameIn(one) === name)
  const [register, watts] = [last('Energy.Active.Import.Register'), last('Power.Active.Import')]
  const soc = last('SoC')
  return [
    register && inKilo(inWatts(register), energy),
    watts && inKilo(inWatts(watts), power),
    soc && `${text(soc['value'])} %`,
  ]
}

function nameIn({ measurand = 'Energy.Active.Import.Register' }: Payload): unknown {
  return measurand
}

function inWatts({ value, unit, unitOfMeasure }: Payload): number {
  const told = unit ?? (unitOfMeasure as Payload | undefined)?.['unit']
  const { multiplier = 0 } = (unitOfMeasure ?? {}) as { multiplier?: number }
  return Number(value) * 10 ** multiplier * (String(told).startsWith('k') ? 1000 : 1)
}

function inKilo(value: unknown, told: (kilo: number) => string): Parts[number] {
  return Number.isFinite(Number(value)) && told(Number(value) / 1000)
}

/** A word of OCPP in our own; as it came where there is none. */
export function worded(words: Record<string, string>, word: unknown): Parts[number] {
  const said = text(word)
  return said && (words[said] ?? said)
}

/** Whatever it is, not too long for a line. */
function text(of: unknown): string | null {
  if (typeof of === 'number' || typeof of === 'boolean') return String(of)
  return typeof of === 'string' && of !== '' ? of.slice(0, 60) : null
}
