/** A push, as the worker gets it: ours and the declarative shape in one (WebKit, RFC 8030). */
export type Pushed = {
  kind?: string
  questionId?: string
  title: string
  body?: string
  url?: string
  /** Answers this one question. */
  token?: string
  /** Says that it was shown, clicked or closed. */
  ack?: string
  tag?: string
  actions?: { action: string; title: string }[]
  notification?: {
    title?: string
    body?: string
    navigate?: string
    tag?: string
    lang?: string
    silent?: boolean
    app_badge?: string | number
  }
}
