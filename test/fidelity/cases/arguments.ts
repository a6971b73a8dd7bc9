import type { Case } from '../case.ts'

export const callArguments: Case[] = [
  {
    number: 18,
    name: 'an address that is an object is read once, in its place',
    early: true,
    async run(t) {
      const order: string[] = []
      const noted = (label: string, text: string) => {
        order.push(label)
        return text
      }
      const address = (label: string, path = '/echo') => ({
        toString() {
          order.push(`${label}.toString`)
          return t.url(path)
        },
        valueOf() {
          order.push(`${label}.valueOf`)
          return 'wrong'
        },
      })
      const init = {
        get method() {
          order.push('init.method')
          return 'POST'
        },
        get body() {
          order.push('init.body')
          return 'text'
        },
      }
      t.log(await (await fetch(address('fetch') as never, init)).text(), order)
      const xhr = new XMLHttpRequest()
      order.length = 0
      xhr.open({ toString: () => noted('method', 'post') } as never, address('xhr') as never)
      xhr.send({ toString: () => noted('body', 'sent') } as never)
      await t.next(xhr, 'load')
      t.log(xhr.responseText, order)
      order.length = 0
      t.log(navigator.sendBeacon(address('beacon') as never), order)
      order.length = 0
      const source = new EventSource(address('source', '/silent') as never)
      t.log(source.url === t.url('/silent'), order)
      source.close()
      order.length = 0
      const socket = new WebSocket(
        { toString: () => noted('socket', t.socketUrl('/socket')) } as never,
        {
          toString: () => noted('protocol', 'one'),
        } as never,
      )
      t.log(order, socket.url === t.socketUrl('/socket'))
      await t.next(socket, 'open')
      t.log(socket.protocol)
      socket.close()
    },
  },
  {
    number: 19,
    name: 'init is read by the same operations in the same order',
    early: true,
    async run(t) {
      const trapLog = (target: object) => {
        const seen: string[] = []
        const handler: Record<string, unknown> = {}
        for (const trap of Object.getOwnPropertyNames(Reflect) as (keyof typeof Reflect)[])
          handler[trap] = (...args: unknown[]) => {
            seen.push(trap === 'get' || trap === 'has' ? `${trap} ${String(args[1])}` : trap)
            if (trap === 'get') t.log('receiver is the proxy:', args[2] === proxy)
            return (Reflect[trap] as (...all: unknown[]) => unknown)(...args)
          }
        const proxy: object = new Proxy(target, handler as ProxyHandler<object>)
        return { proxy, seen }
      }
      const init = trapLog({ method: 'PUT', headers: { 'x-one': '1' }, body: 'data' })
      t.log(await (await fetch(t.url('/echo'), init.proxy)).text(), init.seen)
      const headers = trapLog({ 'x-one': '1', 'x-two': '2' })
      t.log(await (await fetch(t.url('/echo'), { headers: headers.proxy } as RequestInit)).text(), headers.seen)
      const configuration = trapLog({ iceServers: [] })
      new RTCPeerConnection(configuration.proxy).close()
      t.log(configuration.seen)
      const peer = new RTCPeerConnection()
      const channel = trapLog({ ordered: false, negotiated: true, id: 3 })
      t.log(peer.createDataChannel('x', channel.proxy).id, channel.seen)
      peer.close()
      const source = trapLog({ withCredentials: true })
      new EventSource(t.url('/silent'), source.proxy).close()
      t.log(source.seen)
      class Inherited {
        get method() {
          t.log('this is an Inherited:', this instanceof Inherited)
          return 'POST'
        }
      }
      t.log(await (await fetch(t.url('/echo'), new Inherited())).text())
    },
  },
  {
    number: 20,
    name: 'what is sent is converted once, and throws what it throws',
    early: true,
    wire: { requests: 1 },
    async run(t) {
      const socket = await t.openSocket()
      socket.binaryType = 'arraybuffer'
      const got: unknown[] = []
      socket.onmessage = ({ data }) => got.push(data)
      const problem = new Error('mine')
      let calls = 0
      t.attempt('throwing', () => {
        try {
          socket.send({
            toString: () => {
              calls++
              throw problem
            },
          } as never)
        } catch (error) {
          t.log('the same error', error === problem, calls)
          throw error
        }
      })
      t.attempt('symbol', () => socket.send(Symbol('s') as never))
      for (const one of [null, undefined, 7, {}, [1, 2], true, 'text', new Uint8Array([1, 2]), new Blob(['blob'])])
        t.attempt(String(one), () => socket.send(one as never))
      t.attempt('view', () => socket.send(new DataView(new Uint8Array([9, 8, 7]).buffer, 1, 1)))
      while (got.length < 10) await t.task(5)
      for (const data of got) t.log(data)
      socket.close(1000, 'done')
      await t.next(socket, 'close')
    },
  },
  {
    number: 21,
    name: 'sending nothing, detached, shared or resizable memory comes out alike',
    early: true,
    wire: { requests: 2 },
    async run(t) {
      const socket = await t.openSocket()
      const got: unknown[] = []
      socket.onmessage = ({ data }) => got.push(data)
      t.attempt('nothing', () => (socket.send as () => void)())
      const detached = new Uint8Array([1, 2, 3])
      structuredClone(detached.buffer, { transfer: [detached.buffer] })
      t.attempt('detached view', () => socket.send(detached))
      t.attempt('detached buffer', () => socket.send(detached.buffer))
      // The window has its constructor only in isolated documents.
      const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
      const Shared = buffer.constructor as new (length: number) => ArrayBuffer
      t.attempt('shared', () => socket.send(new Uint8Array(new Shared(4))))
      t.attempt('shared buffer', () => socket.send(new Shared(4)))
      const resizable = new (ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer)(2, {
        maxByteLength: 8,
      })
      t.attempt('resizable', () => socket.send(resizable))
      t.attempt('view of it', () => socket.send(new Uint8Array(resizable)))
      await t.settle(
        'fetch',
        fetch(t.url('/echo?detached'), { method: 'POST', body: detached }).then((one) => one.text()),
      )
      socket.send('end')
      while (got.at(-1) !== 'end') await t.task(5)
      t.log('messages', got.length)
      socket.close()
      await t.next(socket, 'close')
    },
  },
]
