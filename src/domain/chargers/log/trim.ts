/** How much of one frame is kept in the log: what is longer than anything that OCPP says is cut. */
import type { OcppAnswer } from '../ocpp.ts'
import { masked } from './mask.ts'

/** In characters: few messages are longer, and what they hold is kept where it belongs as well. */
export const FRAME_MOST = 16 * 1024
const ID_MOST = 255

/**
 * The frame, at most so long, with the length of what is missing. The quote after the cut ends a text
 * that was cut within, so that whoever seeks tags in texts finds them there too.
 */
export function trimmed(frame: string): string {
  if (frame.length <= FRAME_MOST) return frame
  return `${frame.slice(0, FRAME_MOST)}…" (${frame.length - FRAME_MOST} more characters)`
}

/** An answer as it is kept once its asker has it: what is longer than a frame shows how it begins. */
export function trimmedAnswer(answer: OcppAnswer): OcppAnswer {
  const text = masked(JSON.stringify('result' in answer ? answer.result : answer.error))
  if (text.length <= FRAME_MOST) return answer
  const beginsWith = text.slice(0, FRAME_MOST)
  if ('result' in answer) return { result: { beginsWith, characters: text.length } }
  return { error: { code: answer.error.code.slice(0, ID_MOST), description: beginsWith } }
}

/** What stands in the place of a frame that is not kept at all. */
export function dropped(frame: string): string {
  return `(${frame.length} characters)`
}

const NOT_WHOLE = /^\(\d+ characters\)$|…" \(\d+ more characters\)$/

/** Whether a frame in the log is all that went over the line, secrets apart. */
export function isWhole(frame: string): boolean {
  return !NOT_WHOLE.test(frame)
}

/** The id of a message or the name of an action: OCPP allows 36 and 50 characters. */
export function shortened(name: string | null): string | null {
  return name === null || name.length <= ID_MOST ? name : `${name.slice(0, ID_MOST)}…`
}
