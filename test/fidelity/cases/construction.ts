import type { Case } from '../case.ts'

export const construction: Case[] = [
  {
    number: 10,
    name: 'classes of the page extend the constructors',
    early: true,
    async run(t) {
      class Socket extends WebSocket {
        #sent = 0
        override send(data: string) {
          this.#sent++
          super.send(data)
        }
        get sent() {
          return this.#sent
        }
      }
      const socket = new Socket(t.socketUrl('/socket'))
      t.log(socket instanceof Socket, socket instanceof WebSocket, socket.constructor === Socket, String(socket))
      t.log(
        Object.getPrototypeOf(Socket) === WebSocket,
        Object.getPrototypeOf(Socket.prototype) === WebSocket.prototype,
      )
      await t.next(socket, 'open')
      socket.send('through super')
      t.log((await t.next(socket, 'message')).data, socket.sent, Reflect.ownKeys(socket))
      socket.close()
      class Request2 extends XMLHttpRequest {
        mark = 1
      }
      const xhr = new Request2()
      xhr.open('GET', t.url('/text'))
      xhr.send()
      await t.next(xhr, 'load')
      t.log(xhr.responseText, xhr instanceof Request2, Reflect.ownKeys(xhr))
      class Source extends EventSource {}
      class Peer extends RTCPeerConnection {}
      const source = new Source(t.url('/silent'))
      const peer = new Peer()
      t.log(source instanceof Source, peer instanceof Peer, peer.constructor === Peer)
      source.close()
      peer.close()
    },
  },
  {
    number: 11,
    name: 'new.target decides the prototype, also from another realm',
    early: true,
    async run(t) {
      function Other() {}
      const socket = Reflect.construct(WebSocket, [t.socketUrl('/socket')], Other)
      t.log(Object.getPrototypeOf(socket) === Other.prototype, socket instanceof WebSocket)
      const realm = await t.frame()
      const Foreign = (realm as unknown as { Function: FunctionConstructor }).Function('')
      Foreign.prototype = undefined
      const peer = Reflect.construct(RTCPeerConnection, [], Foreign)
      t.log(Object.getPrototypeOf(peer) === (realm as unknown as typeof globalThis).RTCPeerConnection.prototype)
      t.log(Object.getPrototypeOf(peer) === RTCPeerConnection.prototype)
      t.attempt('no constructor', () => Reflect.construct(WebSocket, ['ws://x'], (() => {}) as never))
      WebSocket.prototype.close.call(socket)
    },
  },
  {
    number: 12,
    name: 'calls of constructors, and constructions of operations, fail alike',
    early: true,
    run(t) {
      const scope = window as unknown as Record<string, (...args: unknown[]) => unknown>
      for (const name of ['WebSocket', 'EventSource', 'XMLHttpRequest', 'RTCPeerConnection'])
        t.attempt(name, () => scope[name]!('ws://x'))
      for (const { path, owner, key } of t.surface()) {
        if (owner === window || key === 'constructor') continue
        const { value, get } = Object.getOwnPropertyDescriptor(owner, key)!
        for (const one of [value, get]) if (typeof one === 'function') t.attempt(path, () => Reflect.construct(one, []))
      }
      t.attempt('fetch', () => Reflect.construct(fetch, ['/']))
    },
  },
  {
    number: 14,
    name: 'what the page freezes or nails down goes on working',
    async run(t) {
      Object.freeze(WebSocket.prototype)
      Object.freeze(XMLHttpRequest.prototype)
      Object.freeze(Response.prototype)
      const mine = fetch
      Object.defineProperty(window, 'fetch', { value: mine, writable: false, configurable: false })
      t.attempt('assign', () => {
        window.fetch = mine
      })
      t.log(await (await fetch(t.url('/text'))).text())
      const socket = new WebSocket(t.socketUrl('/socket'))
      await t.next(socket, 'open')
      socket.send('frozen')
      t.log((await t.next(socket, 'message')).data)
      socket.close()
      t.log(JSON.stringify(Object.getOwnPropertyDescriptor(window, 'fetch')), Object.isFrozen(WebSocket.prototype))
    },
  },
  {
    number: 15,
    name: 'the page puts its own fetch in, takes it out, and deletes it',
    early: true,
    async run(t) {
      const before = window.fetch
      const calls: unknown[] = []
      window.fetch = ((...args: Parameters<typeof fetch>) => {
        calls.push(args.length)
        return before(...args)
      }) as typeof fetch
      t.log(await (await fetch(t.url('/text'))).text(), calls)
      window.fetch = before
      t.log(window.fetch === before, Object.keys(Object.getOwnPropertyDescriptor(window, 'fetch')!))
      t.log(delete (window as { fetch?: unknown }).fetch, typeof window.fetch, 'fetch' in window)
      t.log(await (await before.call(window, t.url('/text'))).text())
      const Socket = window.WebSocket
      window.WebSocket = class extends Socket {}
      t.log(new WebSocket(t.socketUrl('/socket')) instanceof Socket, window.WebSocket === Socket)
    },
  },
  {
    number: 16,
    name: 'instances have no property that they had not',
    early: true,
    async run(t) {
      const keys = (label: string, one: object) => {
        const chain: unknown[] = []
        for (let at: object | null = one; at && at !== Object.prototype; at = Object.getPrototypeOf(at))
          chain.push(Reflect.ownKeys(at).length)
        const enumerable: string[] = []
        for (const key in one) enumerable.push(key)
        t.log(label, Reflect.ownKeys(one), chain, Object.isExtensible(one), enumerable)
      }
      const socket = new WebSocket(t.socketUrl('/socket'))
      keys('socket', socket)
      const source = new EventSource(t.url('/endless'))
      keys('source', source)
      const xhr = new XMLHttpRequest()
      xhr.open('GET', t.url('/text'))
      xhr.send()
      keys('xhr', xhr)
      const peer = new RTCPeerConnection()
      keys('peer', peer)
      keys('channel', peer.createDataChannel('one'))
      const promise = fetch(t.url('/text'))
      keys('promise', promise)
      const response = await promise
      keys('response', response)
      keys('body', response.body!)
      keys('reader', response.body!.getReader())
      await t.next(source, 'message')
      keys('source', source)
      source.close()
      socket.close()
      peer.close()
      keys('closed', socket)
    },
  },
]
