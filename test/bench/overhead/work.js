// Work that a page does, each with so many operations of 200 octets; resolves with the milliseconds that it took.
const payload = 'x'.repeat(200)
const socket = (path) => new WebSocket(`ws://${location.host}${path}`)
const seconds = 30_000

const timed = (start) =>
  new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('took too long')), seconds)
    start(resolve, reject)
  })

/** Runs `one` n times, in four lanes. */
async function inLanes(n, one) {
  const start = performance.now()
  let left = n
  const lane = async () => {
    while (left-- > 0) await one()
  }
  await Promise.all([lane(), lane(), lane(), lane()])
  return performance.now() - start
}

async function connectedChannel() {
  const near = new RTCPeerConnection()
  const far = new RTCPeerConnection()
  near.onicecandidate = ({ candidate }) => far.addIceCandidate(candidate)
  far.onicecandidate = ({ candidate }) => near.addIceCandidate(candidate)
  const channel = near.createDataChannel('bench')
  const other = new Promise((resolve) => {
    far.ondatachannel = (event) => resolve(event.channel)
  })
  await near.setLocalDescription()
  await far.setRemoteDescription(near.localDescription)
  await far.setLocalDescription()
  await near.setRemoteDescription(far.localDescription)
  await new Promise((resolve) => {
    channel.onopen = resolve
  })
  return { near, far, channel, received: await other }
}

globalThis.work = {
  'WebSocket receive': (n) =>
    timed((done, failed) => {
      const from = socket(`/flood?n=${n}`)
      let seen = 0
      let start = 0
      from.onmessage = ({ data }) => {
        if (seen === 0) start = performance.now()
        if (data.length !== payload.length) failed(new Error('another message'))
        if (++seen < n) return
        done(performance.now() - start)
        from.close()
      }
    }),
  'WebSocket send': (n) =>
    timed((done) => {
      const to = socket(`/sink?n=${n}`)
      let start = 0
      to.onopen = () => {
        start = performance.now()
        for (let i = 0; i < n; i++) to.send(payload)
      }
      to.onmessage = () => {
        done(performance.now() - start)
        to.close()
      }
    }),
  fetch: (n) => inLanes(n, async () => (await fetch('/small')).text()),
  XHR: (n) =>
    inLanes(
      n,
      () =>
        new Promise((resolve, reject) => {
          const xhr = new XMLHttpRequest()
          xhr.open('GET', '/small')
          xhr.onload = () => resolve(xhr.responseText)
          xhr.onerror = reject
          xhr.send()
        }),
    ),
  EventSource: (n) =>
    timed((done) => {
      const source = new EventSource(`/events?n=${n}`)
      let seen = 0
      let start = 0
      source.onmessage = () => {
        if (seen === 0) start = performance.now()
        if (++seen < n) return
        done(performance.now() - start)
        source.close()
      }
    }),
  'data channel': async (n) => {
    const { near, far, channel, received } = await connectedChannel()
    const took = await timed((done) => {
      const start = performance.now()
      let seen = 0
      received.onmessage = () => {
        if (++seen === n) done(performance.now() - start)
      }
      let sent = 0
      channel.bufferedAmountLowThreshold = 64_000
      const more = () => {
        while (sent < n && channel.bufferedAmount < 256_000) {
          channel.send(payload)
          sent++
        }
      }
      channel.onbufferedamountlow = more
      more()
    })
    near.close()
    far.close()
    return took
  },
}
