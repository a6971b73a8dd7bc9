import htmx from 'htmx.org'
import 'htmx-ext-sse'
import 'htmx-ext-ws'
import { answerTo, isAnswered, type Update } from '../feed.ts'

/** Elements that a timer, an event stream and a WebSocket fill; the WebSocket also sends what a form says. */
export function start() {
  const root = document.body.appendChild(document.createElement('div'))
  root.innerHTML = `
    <div hx-get="/quotes" hx-trigger="load, every 600ms"></div>
    <div hx-ext="sse" sse-connect="/events" sse-swap="message"></div>
    <div hx-ext="ws" ws-connect="/socket"><p id="quote"></p><form ws-send><input name="said"></form></div>`
  const form = root.querySelector('form')!
  root.addEventListener('htmx:wsAfterMessage', (event) => {
    const { message } = (event as CustomEvent<{ message: string }>).detail
    const n = Number(/data-n="(\d+)"/.exec(message)![1]) as Update['n']
    if (!isAnswered(n)) return
    form.querySelector('input')!.value = answerTo(n)
    form.requestSubmit()
  })
  htmx.process(root)
  // The event stream and the socket are closed once their elements are gone.
  return () => {
    htmx.swap(root, '', { swapStyle: 'innerHTML', swapDelay: 0, settleDelay: 0 })
  }
}
