/**
 * Keeps the page up to date, unless its reader pauses it, looks at another page, or is in the middle of a table with the
 * keyboard (WCAG 2.2.2).
 */
export const LIVE_SCRIPT = `
const button = document.getElementById('pause')
let paused = false
button.hidden = false
button.addEventListener('click', () => {
  paused = !paused
  button.textContent = paused ? 'Resume' : 'Pause'
})
const busy = () => paused || document.hidden || document.getElementById('live').contains(document.activeElement)
const update = async () => {
  if (busy()) return
  const answer = await fetch(location.href)
  const text = await answer.text()
  if (!answer.ok || busy()) return
  const page = new DOMParser().parseFromString(text, 'text/html')
  document.getElementById('live').replaceWith(page.getElementById('live'))
}
setInterval(() => update().catch(() => undefined), 1000)
`
