/** Putting the app on the home screen: by the browser's own dialog, or by hand on an iPhone. */
import { cell } from './cell.ts'

/** `prompt`: one tap will do; `ios`: by hand, through Share; `menu`: by hand, in the browser's menu. */
export type InstallState = 'installed' | 'prompt' | 'ios' | 'menu'

/** Chromium's own event, not in the standard types. */
type InstallPrompt = Event & { prompt: () => Promise<{ outcome: 'accepted' | 'dismissed' }> }

let offered: InstallPrompt | null = null
export const installState = cell<InstallState>(stateNow())

/** To be called once at the start: the offer comes early and only once. */
export function watchInstall(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offered = event as InstallPrompt
    installState.set(stateNow())
  })
  addEventListener('appinstalled', () => {
    offered = null
    installState.set('installed')
  })
}

/** Shows the browser's own dialog; to be called by a tap. */
export async function install(): Promise<void> {
  const { outcome } = (await offered?.prompt()) ?? { outcome: 'dismissed' }
  offered = null
  installState.set(outcome === 'accepted' ? 'installed' : stateNow())
}

function stateNow(): InstallState {
  if (isInstalled()) return 'installed'
  if (offered) return 'prompt'
  return isApple() ? 'ios' : 'menu'
}

/** Runs in a window of its own; Safari says so by a word of its own. */
export function isInstalled(): boolean {
  const { standalone } = navigator as { standalone?: boolean }
  return standalone === true || matchMedia('(display-mode: standalone)').matches
}

/** iPhone or iPad; an iPad says that it is a Mac, but has a touch screen. */
export function isApple(): boolean {
  const { userAgent, maxTouchPoints } = navigator
  return /iPhone|iPad/.test(userAgent) || (userAgent.includes('Mac OS') && maxTouchPoints > 1)
}
