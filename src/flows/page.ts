/** How lists are read, a page at a time. */

/** Page through a list: rows after a key, at most `limit`. */
export type Page = { after: string | null; limit: number }
