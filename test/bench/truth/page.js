// Takes the feed by one technique until it is told to stop; resolves with the updates that came.
const every = 1000

globalThis.take = {
  async polling() {
    let since = 0
    const timer = setInterval(async () => {
      const news = await (await fetch(`/poll?since=${since}`)).json()
      since += news.length
    }, every)
    return async () => {
      clearInterval(timer)
      return since
    }
  },
  async 'long-polling'() {
    let since = 0
    const abort = new AbortController()
    const ended = (async () => {
      for (;;) {
        const news = await (await fetch(`/hold?since=${since}`, { signal: abort.signal })).json()
        since += news.length
      }
    })().catch(() => {})
    return async () => {
      abort.abort()
      await ended
      return since
    }
  },
  async sse() {
    let count = 0
    const source = new EventSource('/events')
    source.onmessage = () => count++
    await new Promise((resolve) => {
      source.onopen = resolve
    })
    return async () => {
      source.close()
      return count
    }
  },
  async 'http-streaming'() {
    let count = 0
    const reader = (await fetch('/lines')).body.getReader()
    const decoder = new TextDecoder()
    const ended = (async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read())
        count += decoder.decode(next.value, { stream: true }).split('\n').length - 1
    })().catch(() => {})
    return async () => {
      await reader.cancel()
      await ended
      return count
    }
  },
  websocket: () => socket('/plain'),
  'websocket, deflate': () => socket('/deflated'),
}

async function socket(path) {
  let count = 0
  const one = new WebSocket(location.origin.replace('http', 'ws') + path)
  one.onmessage = () => count++
  await new Promise((resolve) => {
    one.onopen = resolve
  })
  return async () => {
    one.close()
    await new Promise((resolve) => {
      one.onclose = resolve
    })
    return count
  }
}
