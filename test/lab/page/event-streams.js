/** Server-Sent Events: by EventSource, and by hand over fetch. */
window.lab.define('sse', (run) => {
  run.requested()
  const source = new EventSource(run.url())
  let ended = () => {}
  const end = new Promise((resolve) => {
    ended = resolve
  })
  function receive({ data }) {
    run.received()
    run.update(data)
  }
  for (const name of ['message', 'quote', 'notice']) source.addEventListener(name, receive)
  source.onopen = () => run.note('open')
  source.onerror = () => {
    // The server has ended the stream, as asked; left alone the browser would connect again.
    if (run.stopping) {
      source.close()
      run.note('closed')
      ended()
    } else if (source.readyState === EventSource.CONNECTING) run.requested()
  }
  return async () => {
    await run.finish()
    await end
  }
})

window.lab.define('sse-fetch', (run) => {
  run.track(async () => {
    run.requested()
    const response = await fetch(run.url(), {
      headers: { accept: 'text/event-stream' },
    })
    run.note('open')
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const events = (text + part.value).split('\n\n')
      text = events.pop()
      for (const event of events) {
        const data = event.split('\n').find((line) => line.startsWith('data: '))
        if (!data) continue
        run.received()
        run.update(data.slice('data: '.length))
      }
    }
    run.note('closed')
  })
  return async () => {
    await run.finish()
    await run.idle()
  }
})
