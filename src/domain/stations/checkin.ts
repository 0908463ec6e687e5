/** What a charge says at Open Charge Map, as a check-in (CheckinStatusType, UserCommentType). */
import type { Session } from '../charging/session.ts'
import type { Language } from '../notices/wishes.ts'

export type CheckIn = {
  chargePointId: number
  statusId: number
  commentTypeId: number
  /** The owner's own words; empty where he has said nothing. */
  comment: string
}

const CHARGED = 10
/** The only kind that a machine may make, and never of a failure. */
const CHARGED_AUTOMATED = 15
const NOT_OPERATIONAL = 20
const EQUIPMENT_PROBLEM = 25
const GENERAL = 10
const FAULT_REPORT = 1000
/** Less is what a trial of the cable takes. */
const LEAST_KWH = 0.1

type Told = Pick<Session, 'status' | 'abortReason' | 'energyKwh' | 'comment'>

/**
 * The check-in of a shared charge that has ended; null where none is to be made. A failure is told
 * only where its owner himself said that it was the station's. `isAnswered`: he has answered about
 * this charge.
 */
export function checkInOf(session: Told, ref: string, isAnswered: boolean): CheckIn | null {
  const statusId = statusOf(session, isAnswered)
  if (statusId === null || !/^\d{1,12}$/.test(ref)) return null
  const comment = session.comment ?? ''
  const isFault = statusId === NOT_OPERATIONAL || statusId === EQUIPMENT_PROBLEM
  const commentTypeId = isFault && comment !== '' ? FAULT_REPORT : GENERAL
  return { chargePointId: Number(ref), statusId, commentTypeId, comment }
}

function statusOf({ status, abortReason, energyKwh }: Told, isAnswered: boolean): number | null {
  if (status === 'completed') return isAnswered ? CHARGED : CHARGED_AUTOMATED
  if (status !== 'aborted') return null
  if (abortReason === 'user') return CHARGED
  if (abortReason !== 'station') return null
  return energyKwh !== null && energyKwh < LEAST_KWH ? NOT_OPERATIONAL : EQUIPMENT_PROBLEM
}

const [SOONEST_MS, LATEST_MS] = [30 * 60_000, 120 * 60_000]

/** When a check-in is posted: it cannot be dated back, and shall not tell when the car left. */
export function postedAt(now: number, chance: number): number {
  return Math.round(now + SOONEST_MS + chance * (LATEST_MS - SOONEST_MS))
}

/** Of the text in all tongues; a changed text gets a new one. */
const VERSION = '1'

/** What an owner agrees to: in the tongue he reads, and its version, which names the tongue too. */
export const checkInTexts: Record<Language, { version: string; text: string }> = {
  en: {
    version: VERSION,
    text: `After a charge that you share at a public station listed at Open Charge Map, a check-in is \
posted there: that a charge succeeded, or, where you said so, that the station failed, and your comment \
on it. It stands there in public, under the account of this server and not under your name, between half \
an hour and two hours after the charge was shared. Open Charge Map keeps it: it cannot be taken back \
from here. Who knows your habits might relate it to you. Charges that you do not share are never posted.`,
  },
  de: {
    version: `${VERSION}-de`,
    text: `Nach einer Ladung, die Sie an einer bei Open Charge Map verzeichneten öffentlichen Station \
teilen, wird dort eine Meldung eingetragen: dass eine Ladung gelang oder, wenn Sie das gesagt haben, dass \
die Station einen Fehler hatte, und Ihr Kommentar dazu. Sie steht dort öffentlich, unter dem Konto dieses \
Servers und nicht unter Ihrem Namen, eine halbe bis zwei Stunden, nachdem die Ladung geteilt wurde. Open \
Charge Map behält sie: Von hier aus lässt sie sich nicht zurücknehmen. Wer Ihre Gewohnheiten kennt, könnte \
sie mit Ihnen in Verbindung bringen. Ladungen, die Sie nicht teilen, werden nie gemeldet.`,
  },
  zh: {
    version: `${VERSION}-zh`,
    text: `当您在 Open Charge Map 收录的公共充电站充电并共享之后，会在那里发布一条签到：说明充电成功；\
或者在您说明是充电站故障时，说明充电站出了故障，并附上您的备注。签到会公开显示，使用的是本服务器的账户，而不是您的名字，\
发布时间在共享之后半小时到两小时之间。Open Charge Map 会保留它：无法从这里撤回。了解您习惯的人可能会由此联想到您。\
您不共享的充电从不发布。`,
  },
}

/** Whether an owner can have read a text of this version. */
export function isCheckInText(version: string): boolean {
  return Object.values(checkInTexts).some((text) => text.version === version)
}
