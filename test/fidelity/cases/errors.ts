import type { Case } from '../case.ts'
import {
  framesInErrors,
  framesInPrinting,
  framesOfTraps,
  framesWhereObjectsWerePassed,
  placeOfErrors,
} from '../residue.ts'

export const errors: Case[] = [
  {
    number: 22,
    name: 'a wrong receiver throws or rejects alike',
    early: true,
    async run(t) {
      for (const receiver of [undefined, {}, window, document.createElement('div'), Object.create(WebSocket.prototype)])
        for (const { path, owner, key } of t.surface()) {
          if (owner === window || key === 'constructor' || owner === EventTarget.prototype) continue
          const { value, get } = Object.getOwnPropertyDescriptor(owner, key)!
          const one = get ?? value
          if (typeof one !== 'function' || (owner === Function.prototype && key !== 'toString')) continue
          try {
            const result = one.call(receiver)
            if (result instanceof Promise) await t.settle(path, result)
            else t.log(path, 'gives', typeof result)
          } catch (error) {
            t.log(path, 'throws', t.describe(error))
          }
        }
      await t.settle('fetch', fetch.call({} as never, '/'))
      await t.settle('fetch of nothing', (fetch as () => unknown)())
    },
  },
  {
    number: 23,
    name: 'bad addresses, protocols, methods and codes give the same errors',
    early: true,
    async run(t) {
      const realm = await t.frame()
      for (const scope of [window, realm]) {
        const { WebSocket: Socket, EventSource: Source, XMLHttpRequest: Xhr, RTCPeerConnection: Peer } = scope
        for (const address of ['http://[', 'ftp://x/', 'ws://x/#fragment', ''])
          t.attempt(`socket ${address}`, () => new Socket(address).close())
        t.attempt('bad protocol', () => new Socket('ws://x', 'a b'))
        t.attempt('same protocol twice', () => new Socket('ws://x', ['a', 'a']))
        t.attempt('no arguments', () => new (Socket as unknown as new () => object)())
        t.attempt('source', () => new Source('http://['))
        const xhr = new Xhr()
        for (const method of ['TRACE', 'a b', '']) t.attempt(`method ${method}`, () => xhr.open(method, '/'))
        t.attempt('address', () => xhr.open('GET', 'http://['))
        t.attempt('send unopened', () => xhr.send())
        t.attempt('one argument', () => (xhr.open as unknown as (method: string) => void)('GET'))
        const socket = new Socket(t.socketUrl('/socket'))
        t.attempt('send while connecting', () => socket.send('early'))
        t.attempt('bad code', () => socket.close(1001))
        t.attempt('long reason', () => socket.close(1000, 'x'.repeat(200)))
        socket.close()
        const peer = new Peer()
        t.attempt('bad channel', () => peer.createDataChannel('x', { negotiated: true }))
        t.attempt('both limits', () => peer.createDataChannel('x', { maxRetransmits: 1, maxPacketLifeTime: 1 }))
        t.attempt('closed channel', () => peer.createDataChannel('y').send('early'))
        peer.close()
        t.attempt('closed peer', () => peer.createDataChannel('z'))
        t.attempt('bad configuration', () => new Peer({ iceServers: [{ urls: 'http://x' }] }))
        t.attempt('beacon', () => scope.navigator.sendBeacon('http://['))
        t.attempt('beacon without', () => (scope.navigator.sendBeacon as () => boolean)())
        for (const init of [{ method: 'TRACE' }, { body: 'x' }, { mode: 'navigate' }, { headers: { 'a b': 'c' } }])
          await t.settle(JSON.stringify(init), scope.fetch(t.url('/text'), init as RequestInit))
        await t.settle('address', scope.fetch('http://['))
        await t.settle('user in address', scope.fetch('http://user:word@x/'))
        await t.settle('primitive init', scope.fetch(t.url('/text'), 5 as never))
      }
    },
  },
  {
    number: 24,
    name: 'no stack of any error names the extension',
    early: true,
    async run(t) {
      const stacks: string[] = []
      const keep = (call: () => unknown) => {
        try {
          call()
        } catch (error) {
          stacks.push((error as Error).stack!)
        }
      }
      keep(() => new WebSocket('http://['))
      keep(() => new XMLHttpRequest().send())
      keep(() => WebSocket.prototype.send.call({} as never, ''))
      keep(() => Function.prototype.toString.call({}))
      await fetch('http://[').catch((error) => stacks.push(error.stack))
      await fetch(t.url('/cut')).catch((error) => stacks.push(error.stack))
      await new Response('{').json().catch((error) => stacks.push(error.stack))
      t.log(
        stacks.length,
        stacks.some((stack) => /-extension:|hook\.iife/i.test(stack)),
      )
    },
  },
  {
    number: 24,
    name: 'stacks of errors that are thrown are the same',
    differs: [framesInErrors, framesWhereObjectsWerePassed],
    run(t) {
      const show = (label: string, call: () => unknown) => {
        try {
          call()
        } catch (error) {
          t.log(label, t.stack(error))
          for (const key of Reflect.ownKeys(error as object)) {
            const { writable, enumerable, configurable, get } = Object.getOwnPropertyDescriptor(error, key)!
            t.log(String(key), writable, enumerable, configurable, typeof get)
          }
        }
      }
      show('socket', () => new WebSocket('http://['))
      show('protocol', () => new WebSocket('ws://x', 'a b'))
      show('source', () => new EventSource('http://['))
      show('peer', () => new RTCPeerConnection({ iceServers: [{ urls: 'http://x' }] }))
      const socket = new WebSocket(t.socketUrl('/socket'))
      show('send', () => socket.send('early'))
      show('close', () => socket.close(1))
      socket.close()
      const xhr = new XMLHttpRequest()
      show('open', () => xhr.open('TRACE', '/'))
      show('xhr', () => xhr.send())
      show('beacon', () => navigator.sendBeacon('http://['))
      const peer = new RTCPeerConnection()
      show('channel', () => peer.createDataChannel('x', { negotiated: true }))
      peer.close()
      show('receiver', () => WebSocket.prototype.send.call({} as never, ''))
      show('body', () => Object.getOwnPropertyDescriptor(Response.prototype, 'body')!.get!.call({}))
      show('clone', () => Response.prototype.clone.call({} as never))
    },
  },
  {
    number: 24,
    name: 'the stack of printing what is no function is the same',
    differs: [framesInPrinting],
    run(t) {
      try {
        Function.prototype.toString.call({})
      } catch (error) {
        t.log(t.stack(error), Reflect.ownKeys(error as object))
      }
    },
  },
  {
    number: 24,
    name: 'an error that nobody catches names its place in the page',
    differs: [placeOfErrors],
    async run(t) {
      const fail = (call: () => unknown) => {
        const seen = t.next<ErrorEvent>(window, 'error')
        setTimeout(call)
        return seen
      }
      const show = (event: ErrorEvent) => t.log(event.message, event.filename, event.lineno, event.colno)
      show(await fail(() => new WebSocket('http://[')))
      show(await fail(() => new XMLHttpRequest().send()))
    },
  },
  {
    number: 25,
    name: 'a page that prepares stacks itself sees the same frames',
    browsers: ['chromium'],
    run(t) {
      type Site = { getFunctionName(): string | null; getLineNumber(): number }
      const Stacks = Error as unknown as { prepareStackTrace?: unknown; stackTraceLimit: number }
      let calls = 0
      Stacks.stackTraceLimit = 3
      Stacks.prepareStackTrace = (_error: Error, sites: Site[]) => {
        calls++
        return sites.map((site) => `${site.getFunctionName()} ${site.getLineNumber()}`).join(', ')
      }
      for (const call of [() => new WebSocket('http://['), () => new XMLHttpRequest().send()])
        try {
          call()
        } catch (error) {
          t.log(t.stack(error), calls)
        }
      Stacks.prepareStackTrace = undefined
    },
  },
  {
    number: 26,
    name: 'callbacks of the page see the same stack',
    differs: [framesOfTraps],
    async run(t) {
      let stack: string[] = []
      const address = {
        toString() {
          stack = t.stack(new Error('seen'))
          return t.url('/text')
        },
      }
      const show = (label: string) => t.log(label, stack.length, stack)
      await fetch(address as never)
      show('fetch')
      new XMLHttpRequest().open('GET', address as never)
      show('open')
      new EventSource(address as never).close()
      show('source')
      navigator.sendBeacon(address as never)
      show('beacon')
      const init = {
        get method() {
          stack = t.stack(new Error('seen'))
          return 'GET'
        },
      }
      await fetch(t.url('/text'), init)
      show('init')
    },
  },
  {
    number: 27,
    name: 'endless recursion through a hooked function ends in a RangeError',
    run(t) {
      let depth = 0
      const dive = () => {
        depth++
        // A cheap call that fails at once, with the page's own code in its middle.
        navigator.sendBeacon({ toString: () => dive() } as never)
      }
      try {
        dive()
      } catch (error) {
        // Firefox throws an InternalError instead.
        t.log((error as Error).name, (error as Error).message, depth > 100)
      }
      const recurse = (): unknown => {
        try {
          return recurse()
        } finally {
          Response.prototype.clone.call(new Response())
        }
      }
      t.attempt('wrong receiver at once', recurse)
    },
  },
]
