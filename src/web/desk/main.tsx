/** The start of the operator's desk. */
import { render } from 'preact'
import { speakAll } from '../portal/words.ts'
import { Desk } from './app.tsx'

await speakAll()
render(<Desk />, document.querySelector('#app')!)
