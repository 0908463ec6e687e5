/** The start of the operator's desk. */
import { render } from 'preact'
import { Desk } from './app.tsx'
import { speakDesk } from './words.ts'

await speakDesk()
render(<Desk />, document.querySelector('#app')!)
