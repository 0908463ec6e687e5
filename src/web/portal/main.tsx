/** The start of the partners' portal. */
import { render } from 'preact'
import { Portal } from './app.tsx'
import { speakAll } from './words.ts'

await speakAll()
render(<Portal />, document.querySelector('#app')!)
