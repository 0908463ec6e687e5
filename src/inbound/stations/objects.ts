/** Finds the entries in JSON of any length: in an array, line by line, or as a list's features. */

/** An entry's own text, or why there is none. */
export type Found = { text: string } | { fault: string }

export type Objects = {
  push: (piece: string) => Found[]
  /** What is left open when the text is over. */
  end: () => Found[]
}

/** A longer entry is none: a text that never closes must not fill the memory. */
const LONGEST = 4 * 1024 * 1024

const [QUOTE, ESCAPE] = [0x22, 0x5c]
const [OPEN, CLOSE] = [0x7b, 0x7d]
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d]
/** The list of features, or of what else, in an object that holds all. */
const LIST = /"(?:features|elements)"\s*:\s*$/

/** How far the text was read. */
type State = {
  depth: number
  /** The depth at which entries lie. */
  level: number
  isText: boolean
  isEscaped: boolean
  isOpen: boolean
  isTooLong: boolean
  /** The text of the entry that is open, as far as it was read. */
  held: string
}

/**
 * `[{…}, {…}]` and `{…}\n{…}` give their objects; `{"features": [{…}, …]}` those in its list. What
 * an object holds is not looked at, so that a bad one does not spoil those behind it.
 */
export function openObjects(): Objects {
  const flags = { isText: false, isEscaped: false, isOpen: false, isTooLong: false }
  const state: State = { depth: 0, level: 0, held: '', ...flags }
  return {
    push: (piece) => read(state, piece),
    end: () => {
      const isWhole = state.depth === 0 && !state.isText
      return isWhole ? [] : [{ fault: 'the text breaks off in the middle of an entry' }]
    },
  }
}

function read(state: State, piece: string): Found[] {
  const found: Found[] = []
  /** Where the entry that is open begins in this piece. */
  let start = 0
  for (let i = 0; i < piece.length; i++) {
    const sign = piece.charCodeAt(i)
    if (state.isText) passText(state, sign)
    else if (sign === QUOTE) state.isText = true
    else if (sign === OPEN || sign === OPEN_LIST) {
      if (sign === OPEN && state.depth === state.level) [start, state.isOpen] = [i, true]
      if (sign === OPEN_LIST && state.depth === 0) state.level = 1
      if (sign === OPEN_LIST && isList(state, piece.slice(start, i))) {
        Object.assign(state, { level: 2, isOpen: false, held: '' })
      }
      state.depth++
    } else if (sign === CLOSE || sign === CLOSE_LIST) {
      state.depth = Math.max(0, state.depth - 1)
      if (state.depth !== state.level || !state.isOpen) continue
      found.push(entryOf(state, piece.slice(start, i + 1)))
      Object.assign(state, { isOpen: false, held: '', isTooLong: false })
    }
  }
  if (state.isOpen) hold(state, piece.slice(start))
  return found
}

function passText(state: State, sign: number): void {
  if (state.isEscaped) state.isEscaped = false
  else if (sign === ESCAPE) state.isEscaped = true
  else if (sign === QUOTE) state.isText = false
}

/** Whether the list that begins here is that of the entries, in the object that holds all. */
function isList({ depth, level, held }: State, before: string): boolean {
  return depth === 1 && level === 0 && LIST.test((held + before).slice(-100))
}

function hold(state: State, text: string): void {
  state.isTooLong ||= state.held.length + text.length > LONGEST
  state.held = state.isTooLong ? state.held.slice(0, 200) : state.held + text
}

function entryOf({ held, isTooLong }: State, rest: string): Found {
  return isTooLong ? { fault: 'an entry of more than 4 MB' } : { text: held + rest }
}
