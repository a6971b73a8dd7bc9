/** WebSockets: the server pushes the feed, the page says something every 2 s and gets it back. */
{
  const PERIOD = 2000
  const UPDATE = 0
  const NOTE = 1

  window.lab.define('websocket-text', (run) =>
    converse(run, {
      say: (count) => JSON.stringify({ note: `Grüße Nr. ${count} 👋🌍 — 東京` }),
      updateIn: (data) => ('index' in JSON.parse(data) ? data : undefined),
    }),
  )

  window.lab.define('websocket-binary', (run) =>
    converse(run, {
      say: (count) =>
        Uint8Array.of(NOTE, ...Array.from({ length: 16 + count }, (_, i) => (i * 31 + count) % 256)).buffer,
      updateIn(data) {
        const bytes = new Uint8Array(data)
        return bytes[0] === UPDATE ? new TextDecoder().decode(bytes.subarray(1)) : undefined
      },
    }),
  )

  /**
   * @param {LabRun} run
   * @param {{ say: (count: number) => string | ArrayBuffer, updateIn: (data: any) => string | undefined }} form
   */
  function converse(run, { say, updateIn }) {
    run.requested()
    const socket = new WebSocket(run.url().replace(/^http/, 'ws'))
    socket.binaryType = 'arraybuffer'
    let timer = 0
    let said = 0
    function speak() {
      if (socket.readyState !== WebSocket.OPEN) return
      socket.send(say(said++))
      run.sent()
    }
    socket.onopen = () => {
      run.note('open')
      if (run.stopping) return
      speak()
      timer = setInterval(speak, PERIOD)
    }
    socket.onmessage = ({ data }) => {
      run.received()
      const update = updateIn(data)
      if (update) run.update(update)
    }
    const closed = new Promise((resolve) => {
      socket.onclose = ({ code }) => {
        run.note(`closed ${code}`)
        resolve()
      }
    })
    return async () => {
      clearInterval(timer)
      // The server closes, after its last message: what arrives after our own close() would be lost.
      await run.finish()
      await closed
    }
  }
}
