/** WebRTC between two peers of this one page: data and media. */
{
  const FRAMES_PER_SECOND = 10

  window.lab.define('webrtc-data', (run) => {
    const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()]
    const channel = near.createDataChannel('feed')
    channel.binaryType = 'arraybuffer'
    const timers = []
    let sent = 0
    let received = 0
    let caughtUp = () => {}

    function send(from, data) {
      if (from.readyState !== 'open') return
      from.send(data)
      sent++
      run.sent()
    }
    function receive() {
      received++
      run.received()
      if (received === sent) caughtUp()
    }
    channel.onmessage = receive
    far.ondatachannel = ({ channel: farChannel }) => {
      farChannel.onmessage = ({ data }) => {
        if (typeof data === 'string') {
          run.update(data)
          if (JSON.parse(data).index % 3 === 0) send(farChannel, data)
        }
        receive()
      }
    }
    const opened = new Promise((resolve) => {
      channel.onopen = resolve
    })
    watchState(run, near)
    run.track(async () => {
      run.requested()
      const response = await fetch(run.url({ count: 200 }, '/api/feed'))
      const { updates } = await response.json()
      await connect(near, far)
      await opened
      if (run.stopping) return
      const start = performance.now()
      send(channel, Uint8Array.of(1, 2, 3, 250, 251, 252).buffer)
      for (const { at, payload } of updates) {
        timers.push(setTimeout(() => send(channel, payload), at - (performance.now() - start)))
      }
    })
    return async () => {
      timers.forEach(clearTimeout)
      await Promise.race([
        new Promise((resolve) => {
          caughtUp = resolve
          if (received === sent) resolve()
        }),
        new Promise((resolve) => setTimeout(resolve, 2000)),
      ])
      near.close()
      far.close()
      run.note('closed')
    }
  })

  window.lab.define('webrtc-media', (run) => {
    const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()]
    const canvas = document.createElement('canvas')
    canvas.width = 160
    canvas.height = 120
    const brush = canvas.getContext('2d')
    let frame = 0
    const timer = setInterval(() => {
      frame++
      brush.fillStyle = `hsl(${(frame * 7) % 360} 70% 50%)`
      brush.fillRect(0, 0, canvas.width, canvas.height)
    }, 1000 / FRAMES_PER_SECOND)
    const stream = canvas.captureStream(FRAMES_PER_SECOND)
    for (const track of stream.getTracks()) near.addTrack(track, stream)

    const video = document.createElement('video')
    video.muted = true
    far.ontrack = ({ streams }) => {
      video.srcObject = streams[0]
      video.play().catch(() => {})
    }
    watchState(run, near)
    const watching = setInterval(async () => {
      const report = [...(await far.getStats()).values()].find(({ type }) => type === 'inbound-rtp')
      if (report) run.note(`${near.connectionState}, ${report.framesDecoded ?? 0} frames`)
    }, 1000)
    run.track(() => connect(near, far))
    return async () => {
      clearInterval(timer)
      clearInterval(watching)
      for (const track of stream.getTracks()) track.stop()
      video.srcObject = null
      near.close()
      far.close()
      run.note('closed')
    }
  })

  /** Offer, answer and candidates between two peers that need no server to find each other. */
  async function connect(near, far) {
    near.onicecandidate = ({ candidate }) => candidate && far.addIceCandidate(candidate)
    far.onicecandidate = ({ candidate }) => candidate && near.addIceCandidate(candidate)
    await near.setLocalDescription()
    await far.setRemoteDescription(near.localDescription)
    await far.setLocalDescription()
    await near.setRemoteDescription(far.localDescription)
  }

  function watchState(run, peer) {
    run.note(peer.connectionState)
    peer.onconnectionstatechange = () => run.note(peer.connectionState)
  }
}
