/** Says on the first page whether this server takes messages now. */
const state = document.querySelector('#state')
try {
  const answer = await fetch('/readyz')
  state.textContent = answer.ok ? 'ready' : 'not ready'
} catch {
  state.textContent = 'not reached'
}
