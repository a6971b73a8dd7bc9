/** Socket.IO's own client, as a page would use it: with its default transports, and with polling only. */
{
  const PERIOD = 2000
  // Its requests are made where we cannot count them, so they are counted from the browser's resource timing.
  performance.setResourceTimingBufferSize(100_000)

  window.lab.define('socketio', (run) => converse(run, '/socket.io/', {}))
  window.lab.define('socketio-polling', (run) => converse(run, '/socketio-polling/', { transports: ['polling'] }))

  function converse(run, path, options) {
    const socket = window.io(run.origin, {
      ...options,
      path,
      query: run.feed,
      forceNew: true,
      reconnection: false,
    })
    let timer = 0
    let said = 0
    function speak() {
      socket.emit('note', `Grüße Nr. ${said++} 👋`)
      run.sent()
    }
    // Resource timing lists no WebSocket: the one it tries to upgrade to is one request more. It may try before it is connected.
    socket.io.once('open', () => socket.io.engine.on('upgrading', () => run.requested()))
    socket.on('connect', () => {
      const { engine } = socket.io
      run.note(engine.transport.name)
      engine.on('upgrade', ({ name }) => run.note(name))
      if (run.stopping) return
      speak()
      timer = setInterval(speak, PERIOD)
    })
    socket.on('quote', (payload) => {
      run.received()
      run.update(payload)
    })
    socket.on('echo', () => run.received())
    const closed = new Promise((resolve) => {
      socket.on('disconnect', resolve)
      socket.on('connect_error', resolve)
    })
    const address = `${run.origin}${path}`
    const countTheLast = requestCounter(run, address)
    return async () => {
      clearInterval(timer)
      await run.finish()
      run.note(await closed)
      await countTheLast()
    }
  }

  /** Counts the requests below an address as they complete; returns how to stop, counting the last. */
  function requestCounter(run, address) {
    const mine = `feed=${run.feed.feed}`
    let counted = 0
    function count() {
      const entries = performance.getEntriesByType('resource')
      const now = entries.filter(({ name }) => name.startsWith(address) && name.includes(`${mine}&`)).length
      run.requested(now - counted)
      counted = now
    }
    const timer = setInterval(count, 500)
    return async () => {
      clearInterval(timer)
      // The browser adds an entry in a later task than the answer.
      await new Promise((resolve) => setTimeout(resolve, 100))
      count()
    }
  }
}
