/** The start of the app: the language, the frame, the worker, and what waits to be sent. */
import { render } from 'preact'
import { loadPage, pageAt } from './addresses.ts'
import { App } from './app.tsx'
import { watchQueue } from './answers.ts'
import { watchScreen } from './data.ts'
import { watchInstall } from './install.ts'
import { lookAtPush } from './push.ts'
import { followWorker, startWorker } from './update.ts'
import { preferred, speak } from './words/words.ts'

watchInstall()
followWorker()
// The words and the first page come side by side.
await Promise.all([speak(preferred()), loadPage(pageAt(location.pathname)?.pattern ?? '')])
render(<App />, document.querySelector('#app')!)
watchScreen()
await startWorker()
await Promise.allSettled([watchQueue(), lookAtPush()])
