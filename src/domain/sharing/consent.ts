/** What an owner agrees to when he opts a vehicle in, and the record of his doing so. */
import { z } from 'zod'
import type { Language } from '../notices/wishes.ts'
import type { Timing } from './vehicle.ts'

/** Of the text in all tongues; a changed text gets a new one. */
const VERSION = '2026-11-21'

/** The version of a text: the day, and the tongue it was read in. Before there were several: the day alone. */
export const ConsentVersion = z.templateLiteral([VERSION, z.enum(['', '-de', '-zh'])])
export type ConsentVersion = z.infer<typeof ConsentVersion>

/** Shown before the switch, kept by its version with each opt-in. */
export const consents: Record<Language, { version: ConsentVersion; text: string }> = {
  en: {
    version: VERSION,
    text: `When you opt a car in, this server takes its charge messages and keeps its \
charges for you. At each new place it asks you whether charges there may be shared. Only what you \
choose to share is published: the place, the times, the energy and, if you like, a nickname, as open \
data under CC BY 4.0. Partners keep copies of it; if you take it back they are told to drop them, but \
nobody can force them to. Under a nickname all your shared charges can be tied together; anonymous \
ones cannot. You can opt out, forget a place, or erase your account at any time, just as easily.`,
  },
  de: {
    version: `${VERSION}-de`,
    text: `Wenn Sie ein Auto freigeben, nimmt dieser Server dessen Nachrichten über Ladevorgänge an \
und bewahrt die Ladevorgänge für Sie auf. An jedem neuen Ort fragt er Sie, ob Ladevorgänge dort geteilt \
werden dürfen. Nur was Sie teilen wollen, wird veröffentlicht: der Ort, die Zeiten, die Energie und, \
wenn Sie mögen, ein Spitzname, als offene Daten unter CC BY 4.0. Partner behalten Kopien davon; nehmen \
Sie etwas zurück, so werden sie aufgefordert, diese zu löschen, zwingen kann sie aber niemand. Unter \
einem Spitznamen lassen sich alle Ihre geteilten Ladevorgänge miteinander verbinden, anonyme nicht. Sie \
können die Freigabe jederzeit ebenso leicht beenden, einen Ort vergessen lassen oder Ihr Konto löschen.`,
  },
  zh: {
    version: `${VERSION}-zh`,
    text: `您为一辆汽车开启共享后，本服务器会接收该车的充电消息，并为您保存其充电记录。在每个新地点，\
服务器都会询问您那里的充电是否可以共享。只有您选择共享的内容才会公布：地点、时间、电量，以及您愿意使用的昵称，\
均作为开放数据按 CC BY 4.0 许可发布。合作方会保留副本；您撤回后，我们会通知他们删除，但没有人能够强制他们这样做。\
使用昵称时，您共享的所有充电可以被关联在一起；匿名的则不能。您可以随时同样轻松地关闭共享、让服务器忘记某个地点，\
或删除您的账户。`,
  },
}

/** One opting in or out of a vehicle. */
export type Consent = {
  id: string
  vehicle: string
  at: number
  optedIn: boolean
  nickname: string | null
  timing: Timing
  showModel: boolean
  textVersion: string
}
