import type { Case } from '../case.ts'

export const webSocket: Case[] = [
  {
    number: 47,
    name: 'listeners of every kind are called in the order in which the page put them on',
    early: true,
    async run(t) {
      const socket = new WebSocket(t.socketUrl('/socket'))
      const seen: string[] = []
      socket.onmessage = () => seen.push('onmessage')
      socket.addEventListener('message', () => seen.push('listener'))
      socket.addEventListener('message', () => seen.push('once'), { once: true })
      socket.addEventListener('message', { handleEvent: () => seen.push('object') })
      const control = new AbortController()
      socket.addEventListener('message', () => seen.push('signal'), { signal: control.signal })
      socket.addEventListener('message', () => seen.push('capture'), true)
      await t.next(socket, 'open')
      socket.send('1')
      await t.next(socket, 'message')
      t.log(seen.splice(0))
      control.abort()
      socket.addEventListener('message', (event) => event.stopImmediatePropagation(), { once: true, capture: true })
      socket.addEventListener('message', () => seen.push('after'), true)
      socket.send('2')
      socket.send('3')
      while (seen.length < 5) await t.task()
      t.log(seen)
      socket.close()
    },
  },
  {
    number: 48,
    name: 'events are trusted and tell the same',
    early: true,
    async run(t) {
      const show = (event: Event) => {
        const { isTrusted, target, currentTarget, eventPhase, bubbles, cancelable, composed, timeStamp } = event
        const { ports, origin, lastEventId, source } = event as MessageEvent
        t.log(event.type, isTrusted, target === currentTarget, eventPhase, bubbles, cancelable, composed, timeStamp > 0)
        t.log(ports?.length, origin, lastEventId, source, event.composedPath().length, Reflect.ownKeys(event))
        const before = performance.now() - timeStamp
        t.log(before >= 0 && before < 1000)
      }
      const socket = new WebSocket(t.socketUrl('/socket'))
      for (const type of ['open', 'message', 'close', 'error'] as const) socket.addEventListener(type, show)
      await t.next(socket, 'open')
      socket.send('one')
      await t.next(socket, 'message')
      socket.close()
      await t.next(socket, 'close')
      const source = new EventSource(t.url('/endless'))
      source.onopen = show
      source.onmessage = show
      await t.next(source, 'message')
      source.close()
      socket.addEventListener('message', (event) => t.log('dispatched', event.isTrusted, event.data), { once: true })
      socket.dispatchEvent(new MessageEvent('message', { data: 'mine' }))
    },
  },
  {
    number: 49,
    name: 'binary messages have the kind that was asked for, and are one object for all listeners',
    early: true,
    async run(t) {
      const socket = await t.openSocket()
      for (const kind of ['blob', 'arraybuffer', 'blob', 'arraybuffer'] as const) {
        socket.binaryType = kind
        socket.send(new Uint8Array([1, 2, 3]))
        let first: unknown
        socket.addEventListener(
          'message',
          (event) => {
            first = event.data
            t.log(t.same(() => event.data))
          },
          { once: true },
        )
        const { data } = await t.next(socket, 'message')
        t.log(kind, data, data === first, data instanceof Blob ? data.size : data.byteLength)
        if (data instanceof ArrayBuffer) {
          structuredClone(data, { transfer: [data] })
          t.log(data.byteLength, (data as ArrayBuffer & { detached?: boolean }).detached)
        }
      }
      t.attempt('wrong kind', () => {
        socket.binaryType = 'text' as never
        return socket.binaryType
      })
      socket.close()
    },
  },
  {
    number: 50,
    name: 'the amount that waits to be sent grows alike',
    early: true,
    async run(t) {
      const socket = await t.openSocket()
      const amounts: number[] = []
      for (let n = 0; n < 1000; n++) {
        socket.send(n % 2 ? 'text é' : new Uint8Array(n))
        amounts.push(socket.bufferedAmount)
      }
      t.log(amounts)
      socket.close()
      socket.send('late')
      t.log(socket.bufferedAmount - amounts.at(-1)!)
      await t.next(socket, 'close')
    },
  },
  {
    number: 51,
    name: 'what the page has dropped and is over is collected',
    browsers: ['chromium'], // only where pages can run the garbage collector; it keeps open sockets alive by itself
    async run(t) {
      const { gc } = globalThis as unknown as { gc(options: object): Promise<void> }
      const left = new Set<string>()
      const registry = new FinalizationRegistry<string>((name) => left.delete(name))
      const drop = (one: object) => {
        left.add(String(one))
        registry.register(one, String(one))
      }
      const use = async () => {
        const socket = await t.openSocket()
        socket.send('x')
        socket.close()
        await t.next(socket, 'close')
        const source = new EventSource(t.url('/endless'))
        await t.next(source, 'message')
        source.close()
        const xhr = new XMLHttpRequest()
        xhr.open('GET', t.url('/text'))
        xhr.send()
        await t.next(xhr, 'loadend')
        const response = await fetch(t.url('/text'))
        const reader = response.body!.getReader()
        while (!(await reader.read()).done);
        for (const one of [socket, source, xhr, response, reader]) drop(one)
      }
      await use()
      for (let n = 0; n < 50 && left.size > 0; n++) {
        await gc({ type: 'major', execution: 'async' })
        await t.task(20)
      }
      t.log('left', [...left])
    },
  },
  {
    number: 52,
    name: 'sockets that are closed early, by the server or by force end alike',
    early: true,
    async run(t) {
      const follow = async (label: string, address: string, act: (socket: WebSocket) => void) => {
        const socket = new WebSocket(address)
        const seen: string[] = []
        for (const type of ['open', 'message', 'error', 'close'] as const)
          socket.addEventListener(type, (event) => {
            const { code, reason, wasClean } = event as CloseEvent
            seen.push(`${type} ${socket.readyState} ${code} ${reason} ${wasClean}`)
          })
        act(socket)
        if (socket.readyState !== 3) await t.next(socket, 'close')
        t.log(label, seen, socket.readyState)
      }
      const opened = (send: string) => (socket: WebSocket) => socket.addEventListener('open', () => socket.send(send))
      await follow('at once', t.socketUrl('/socket'), (socket) => socket.close())
      await follow('with a code', t.socketUrl('/socket'), (socket) =>
        socket.addEventListener('open', () => socket.close(3001, 'mine')),
      )
      await follow('by the server', t.socketUrl('/socket'), opened('close:4000:theirs'))
      await follow('by force', t.socketUrl('/socket'), opened('destroy'))
      await follow('refused', t.socketUrl('/no-socket'), () => {})
      await follow('with protocols', t.socketUrl('/socket'), (socket) => {
        socket.addEventListener('open', () => {
          t.log(socket.protocol, socket.extensions, socket.url)
          socket.close()
        })
      })
    },
  },
]
