// Takes the feed by one technique until it is told to stop; resolves with the number of each update and when it came, by the
// clock of this machine.
const every = 1000

globalThis.take = {
  async polling() {
    const came = []
    const timer = setInterval(async () => {
      note(came, await (await fetch(`/poll?since=${came.length}`)).json())
    }, every)
    return async () => {
      clearInterval(timer)
      return came
    }
  },
  async 'long-polling'() {
    const came = []
    const abort = new AbortController()
    const ended = (async () => {
      for (;;) note(came, await (await fetch(`/hold?since=${came.length}`, { signal: abort.signal })).json())
    })().catch(() => {})
    return async () => {
      abort.abort()
      await ended
      return came
    }
  },
  async sse() {
    const came = []
    const source = new EventSource('/events')
    source.onmessage = ({ data }) => note(came, [JSON.parse(data)])
    await new Promise((resolve) => {
      source.onopen = resolve
    })
    return async () => {
      source.close()
      return came
    }
  },
  async 'http-streaming'() {
    const came = []
    const reader = (await fetch('/lines')).body.getReader()
    const decoder = new TextDecoder()
    const ended = (async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read())
        for (const [, index] of decoder.decode(next.value, { stream: true }).matchAll(/"index":(\d+)/g))
          note(came, [{ index: Number(index) }])
    })().catch(() => {})
    return async () => {
      await reader.cancel()
      await ended
      return came
    }
  },
  websocket: () => socket('/plain'),
  'websocket, deflate': () => socket('/deflated'),
  'websocket, deflate, words': () => socket('/deflated-words'),
  'websocket, deflate, random': () => socket('/deflated-random'),
}

function note(came, news) {
  for (const { index } of news) came.push([index, Date.now()])
}

async function socket(path) {
  const came = []
  const one = new WebSocket(location.origin.replace('http', 'ws') + path)
  one.onmessage = ({ data }) => note(came, [JSON.parse(data)])
  await new Promise((resolve) => {
    one.onopen = resolve
  })
  return async () => {
    one.close()
    await new Promise((resolve) => {
      one.onclose = resolve
    })
    return came
  }
}
