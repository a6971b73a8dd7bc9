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
  let stopped = false
  let timer: ReturnType<typeof setTimeout>
  // Not by the clock alone: a frame that is to load again breaks off what it is loading.
  const reload = async () => {
    await frame.reload()
    if (!stopped) timer = setTimeout(reload, 600)
  }
  timer = setTimeout(reload, 600)
  return () => {
    stopped = true
    clearTimeout(timer)
    for (const source of root.querySelectorAll('turbo-stream-source')) source.remove()
  }
}
