import '@hotwired/turbo'

/** Elements that an event stream and a WebSocket change, and a frame that a timer loads anew. */
export function start() {
  const root = document.body.appendChild(document.createElement('div'))
  root.innerHTML = `
    <p id="quote"></p>
    <turbo-stream-source src="/events"></turbo-stream-source>
    <turbo-stream-source src="ws://${location.host}/socket"></turbo-stream-source>
    <turbo-frame id="frame" src="/quotes"></turbo-frame>`
  const frame = root.querySelector<HTMLElement & { reload(): Promise<void> }>('turbo-frame')!
  const timer = setInterval(() => void frame.reload(), 600)
  return () => {
    clearInterval(timer)
    for (const source of root.querySelectorAll('turbo-stream-source')) source.remove()
  }
}
