/** One response that grows by lines: read by fetch, and from an XMLHttpRequest's responseText. */
{
  window.lab.define('ndjson-fetch', (run) => {
    run.track(async () => {
      run.requested()
      const response = await fetch(run.url())
      run.note('open')
      // Piped, as libraries for AI models and MCP read their streams.
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      let text = ''
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        text = takeLines(run, text + part.value)
      }
      run.note('closed')
    })
    return async () => {
      await run.finish()
      await run.idle()
    }
  })

  window.lab.define('text-xhr', (run) => {
    run.track(async () => {
      run.requested()
      const request = new XMLHttpRequest()
      let taken = 0
      function take() {
        const rest = takeLines(run, request.responseText.slice(taken))
        taken = request.responseText.length - rest.length
      }
      await new Promise((resolve) => {
        request.open('GET', run.url())
        request.onprogress = take
        request.onloadend = resolve
        request.send()
        run.note('open')
      })
      take()
      run.note('closed')
    })
    return async () => {
      await run.finish()
      await run.idle()
    }
  })

  /** Counts each finished line as a message; returns what is left. */
  function takeLines(run, text) {
    const lines = text.split('\n')
    const rest = lines.pop()
    for (const line of lines) {
      run.received()
      run.update(line)
    }
    return rest
  }
}
