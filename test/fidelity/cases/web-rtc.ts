import type { Case } from '../case.ts'

export const webRtc: Case[] = [
  {
    number: 55,
    name: 'two peers exchange messages of every kind over channels of every kind',
    async run(t) {
      const [left, right] = [new RTCPeerConnection(), new RTCPeerConnection()]
      const seen: string[] = []
      left.onicecandidate = ({ candidate }) => void right.addIceCandidate(candidate ?? undefined)
      right.onicecandidate = ({ candidate }) => void left.addIceCandidate(candidate ?? undefined)
      right.addEventListener('datachannel', ({ channel }) =>
        seen.push(`${channel.label} ${channel.ordered} ${channel.protocol}`),
      )
      const [one, two] = [
        left.createDataChannel('one'),
        left.createDataChannel('two', { ordered: false, protocol: 'p' }),
      ]
      const settings = { negotiated: true, id: 7 }
      const [here, there] = [left.createDataChannel('n', settings), right.createDataChannel('n', settings)]
      left.onnegotiationneeded = null
      await left.setLocalDescription()
      await right.setRemoteDescription(left.localDescription!)
      await right.setLocalDescription()
      await left.setRemoteDescription(right.localDescription!)
      if (here.readyState !== 'open') await t.next(here, 'open')
      there.addEventListener('message', ({ data }) => there.send(data))
      here.binaryType = 'arraybuffer'
      there.binaryType = 'arraybuffer'
      for (const data of ['text é', new Uint8Array([1, 2]), new Uint8Array([3]).buffer]) {
        here.send(data as string)
        t.log((await t.next(here, 'message')).data)
      }
      while (seen.length < 2) await t.task(5)
      t.log(seen.sort(), here.id, one.id, two.id, two.ordered, two.bufferedAmount)
      t.log(left.connectionState, left.signalingState, left.localDescription!.type)
      here.close()
      await t.next(there, 'close')
      t.attempt('closed', () => here.send('late'))
      left.close()
      right.close()
      t.log(left.connectionState, left.signalingState, left.iceConnectionState)
    },
  },
  {
    number: 56,
    name: 'offers by callbacks work, descriptions without arguments too, and what is not handled is reported',
    early: true,
    async run(t) {
      const peer = new RTCPeerConnection()
      peer.createDataChannel('x')
      const legacy = peer as unknown as {
        createOffer(ok: (offer: { type: string }) => void, bad: () => void): Promise<void>
      }
      const offer = await new Promise<{ type: string }>((resolve, reject) => void legacy.createOffer(resolve, reject))
      t.log(offer.type, peer.createOffer() instanceof Promise)
      await peer.setLocalDescription()
      t.log(peer.signalingState, peer.localDescription!.type)
      const unhandled = t.next<PromiseRejectionEvent>(window, 'unhandledrejection')
      const promise = peer.setRemoteDescription({ type: 'answer', sdp: 'wrong' })
      const event = await unhandled
      t.log(event.promise === promise, event.reason.name)
      peer.close()
    },
  },
  {
    number: 57,
    name: 'statistics are asked for by the page alone while nobody watches, and are as fresh',
    async run(t) {
      const peer = new RTCPeerConnection()
      peer.createDataChannel('x')
      await peer.setLocalDescription()
      const asked = Date.now()
      const stats = await peer.getStats()
      const types = [...stats.values()].map((one) => one.type)
      const times = [...stats.values()].map((one) => one.timestamp)
      // Candidates are found sooner or later, with the extension and without.
      t.log(
        [...new Set(types)].filter((type) => type !== 'local-candidate').sort(),
        times.every((time) => asked - time < 1000),
      )
      peer.close()
      await t.settle(
        'closed',
        peer.getStats().then((after) => after.size >= 0),
      )
    },
  },
  {
    number: 58,
    name: 'the page can transform encoded frames',
    async run(t) {
      const peer = new RTCPeerConnection()
      const { sender, receiver } = peer.addTransceiver('audio')
      const { RTCRtpScriptTransform: Transform } = window as unknown as {
        RTCRtpScriptTransform?: new (worker: Worker) => object
      }
      t.log(typeof Transform, typeof (sender as { createEncodedStreams?: unknown }).createEncodedStreams)
      if (Transform) {
        const text = 'onrtctransform = () => postMessage("transforms")'
        const worker = new Worker(URL.createObjectURL(new Blob([text])))
        const answer = t.next(worker, 'message')
        Object.assign(sender, { transform: new Transform(worker) })
        t.log((await answer).data, String((sender as { transform?: unknown }).transform))
        worker.terminate()
      }
      t.attempt('streams', () => {
        const streams = (receiver as { createEncodedStreams?(): { readable: ReadableStream } }).createEncodedStreams?.()
        return streams?.readable.locked
      })
      peer.close()
    },
  },
  {
    number: 59,
    name: 'WebTransport and WebSocketStream are constructed and fail alike',
    async run(t) {
      type Make = new (
        address: string,
      ) => { ready?: Promise<unknown>; closed?: Promise<unknown>; opened?: Promise<unknown> }
      const { WebTransport: Transport, WebSocketStream: Stream } = window as unknown as Record<string, Make | undefined>
      t.log(typeof Transport, typeof Stream)
      if (Transport) {
        t.attempt('address', () => new Transport('http://['))
        t.attempt('scheme', () => new Transport('http://x'))
        const transport = new Transport('https://127.0.0.1:9/')
        t.log(Reflect.ownKeys(transport), String(transport), transport.ready instanceof Promise)
        await t.settle('ready', transport.ready)
        await t.settle('closed', transport.closed)
      }
      if (Stream) {
        const stream = new Stream(t.socketUrl('/socket'))
        const { readable, writable } = (await stream.opened) as { readable: ReadableStream; writable: WritableStream }
        t.log(readable.locked, writable.locked)
      }
    },
  },
]
