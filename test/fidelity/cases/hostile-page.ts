import type { Case } from '../case.ts'

export const hostilePage: Case[] = [
  {
    number: 64,
    name: 'nothing calls what the page puts in place of the methods of the language',
    async run(t) {
      const { apply, ownKeys, getOwnPropertyDescriptor, defineProperty, setPrototypeOf } = Reflect
      const { fetch: get, WebSocket: Socket, EventSource: Source, XMLHttpRequest: Xhr, Promise: Native } = window
      const { text } = Response.prototype
      const { open, send } = Xhr.prototype
      const { send: sendSocket, close } = Socket.prototype
      const { close: closeSource } = Source.prototype
      const { setTimeout: later } = window
      const addresses = {
        text: t.url('/text'),
        json: t.url('/json'),
        socket: t.socketUrl('/socket'),
        events: t.url('/endless'),
      }
      const wait = (ms: number) => new Native<void>((done) => void apply(later, window, [done, ms]))
      let calls = ''
      const owners: [string, object][] = [
        ['Array', Array.prototype],
        ['Promise', Promise.prototype],
        ['Map', Map.prototype],
        ['WeakMap', WeakMap.prototype],
        ['Set', Set.prototype],
        ['WeakRef', WeakRef.prototype],
        ['Function', Function.prototype],
        ['RegExp', RegExp.prototype],
        ['String', String.prototype],
        ['Uint8Array', Uint8Array.prototype],
        ['typed', Object.getPrototypeOf(Uint8Array.prototype)],
        ['URL', URL.prototype],
        ['Headers', Headers.prototype],
        ['EventTarget', EventTarget.prototype],
        ['Event', Event.prototype],
        ['MessageEvent', MessageEvent.prototype],
        ['MessagePort', MessagePort.prototype],
        ['Blob', Blob.prototype],
        ['Reflect', Reflect],
        ['JSON', JSON],
        ['Object', Object],
        ['Math', Math],
        ['Performance', Performance.prototype],
        ['iterator', Object.getPrototypeOf([][Symbol.iterator]())],
      ]
      const undo: [object, PropertyKey, PropertyDescriptor][] = []
      const replace: [object, PropertyKey, PropertyDescriptor][] = []
      const plan = (owner: object, key: PropertyKey, descriptor: PropertyDescriptor) => {
        const before = getOwnPropertyDescriptor(owner, key)
        if (before) undo.push([owner, key, setBare(before)])
        replace.push([owner, key, setBare(descriptor)])
      }
      const setBare = <T extends object>(one: T) => {
        setPrototypeOf(one, null)
        return one
      }
      for (const [name, owner] of owners)
        for (const key of ownKeys(owner)) {
          const known = getOwnPropertyDescriptor(owner, key)!
          if (!known.configurable || key === 'constructor') continue
          const hit = () => {
            calls += `${name}.${String(key)} `
            throw new TypeError('poisoned')
          }
          if (known.get) plan(owner, key, { ...known, get: hit })
          else if (typeof known.value === 'function')
            plan(owner, key, { value: hit, writable: true, configurable: true, enumerable: known.enumerable! })
        }
      // String(key) above has been evaluated; from here on nothing may be looked up.
      const { length } = replace
      for (let i = 0; i < length; i++) defineProperty(replace[i]![0], replace[i]![1], replace[i]![2])
      let failure: unknown
      const got = setBare({ text: '', json: '', xhr: '', event: '' })
      try {
        got.text = await apply(text, await apply(get, window, [addresses.text]), [])
        got.json = await apply(
          text,
          await apply(get, window, [addresses.json, { __proto__: null, method: 'POST', body: 'x' }]),
          [],
        )
        const xhr = new Xhr()
        apply(open, xhr, ['GET', addresses.text])
        await new Native((done) => {
          xhr.onload = done
          apply(send, xhr, [])
        })
        got.xhr = xhr.responseText
        const socket = new Socket(addresses.socket)
        await new Native((done) => (socket.onopen = done))
        apply(sendSocket, socket, ['out'])
        const source = new Source(addresses.events)
        await new Native<void>((done) => {
          source.onmessage = () => done()
        })
        await wait(120)
        apply(close, socket, [])
        apply(closeSource, source, [])
        await wait(20)
      } catch (error) {
        failure = error
      }
      for (let i = 0; i < undo.length; i++) defineProperty(undo[i]![0], undo[i]![1], undo[i]![2])
      t.log('called:', calls, got.text, got.json, got.xhr, failure ? t.describe(failure) : 'no failure')
    },
  },
  {
    number: 65,
    name: 'properties that the page puts on Object.prototype and Array.prototype are never asked for',
    async run(t) {
      let hits = ''
      const keys = [
        'get',
        'set',
        'value',
        'apply',
        'construct',
        'transfer',
        'toJSON',
        'done',
        'body',
        'signal',
        'ports',
        'data',
        'prepareStackTrace',
      ]
      const bare = (one: object) => Object.setPrototypeOf(one, null)
      const trap = (name: string) =>
        bare({
          get() {
            hits += `${name} `
            return undefined
          },
          set() {
            hits += `${name}= `
          },
          configurable: true,
        })
      const own = { headers: { 'x-a': '1' } }
      const plans: [object, string, PropertyDescriptor][] = []
      for (const key of keys) plans.push([Object.prototype, key, trap(key)])
      for (const key of ['0', '1', '2']) plans.push([Array.prototype, key, trap(`[${key}]`)])
      const { defineProperty, deleteProperty } = Reflect
      const results: string[] = []
      const read = async (answer: Promise<Response>) => {
        const text = await (await answer).text()
        defineProperty(
          results,
          `${results.length}`,
          bare({ value: text, configurable: true, enumerable: true, writable: true }),
        )
      }
      for (let i = 0; i < plans.length; i++) defineProperty(plans[i]![0], plans[i]![1], plans[i]![2])
      const before = hits
      await read(fetch(t.url('/text')))
      await read(fetch(t.url('/echo'), bare({ method: 'POST', body: 'x', headers: own.headers, signal: null })))
      const socket = new WebSocket(t.socketUrl('/socket'))
      socket.binaryType = 'arraybuffer'
      await new Promise((done) => (socket.onopen = done))
      socket.send(new Uint8Array(3))
      await new Promise((done) => (socket.onmessage = done))
      const source = new EventSource(t.url('/endless'))
      await new Promise((done) => (source.onmessage = done))
      const peer = new RTCPeerConnection()
      peer.createDataChannel('x')
      navigator.sendBeacon(t.url('/echo?beacon'), 'b')
      await t.task(120)
      socket.close()
      source.close()
      peer.close()
      for (let i = 0; i < plans.length; i++) deleteProperty(plans[i]![0], plans[i]![1])
      t.log('hits before', before)
      t.log('hits', hits)
      t.log(results.length)
    },
  },
  {
    number: 66,
    name: 'iteration that the page has replaced is never used',
    async run(t) {
      let hits = 0
      const iterator = Object.getPrototypeOf([][Symbol.iterator]())
      const { next } = iterator
      const { [Symbol.iterator]: values } = Array.prototype
      const address = { text: t.url('/text'), socket: t.socketUrl('/socket') }
      iterator.next = function () {
        hits++
        return next.call(this)
      }
      // biome-ignore lint/suspicious/noExplicitAny: a method of all arrays
      Array.prototype[Symbol.iterator] = function (this: any) {
        hits++
        return values.call(this)
      } as never
      const response = await fetch(address.text, { headers: { a: 'b' } })
      await response.text()
      const socket = new WebSocket(address.socket)
      await new Promise((done) => (socket.onopen = done))
      socket.send('x')
      await new Promise((done) => (socket.onmessage = done))
      const xhr = new XMLHttpRequest()
      xhr.open('GET', address.text)
      xhr.send('x')
      await new Promise((done) => (xhr.onloadend = done))
      const peer = new RTCPeerConnection({})
      peer.createDataChannel('x')
      await t.task(120)
      peer.close()
      socket.close()
      iterator.next = next
      Array.prototype[Symbol.iterator] = values
      t.log('hits', hits)
    },
  },
  {
    number: 67,
    name: "events, elements, entries and the console hold nothing but the page's own",
    async run(t) {
      const seen: string[] = []
      const types = new Set([
        'load',
        'message',
        'records',
        'flush',
        'duplex',
        'hook',
        'error',
        'messageerror',
        'DOMSubtreeModified',
      ])
      for (const owner of [window, document, HTMLElement.prototype])
        for (const key in owner) if (key.startsWith('on')) types.add(key.slice(2))
      const moved = /^(mouse|pointer|resize|scroll|selection|focus|blur|visibility|animation|transition|device|page)/
      for (const type of types)
        if (!moved.test(type))
          for (const target of [window, document])
            target.addEventListener(type, (event) => seen.push(`${event.type} ${event.target === window}`), true)
      for (const method of ['log', 'debug', 'info', 'warn', 'error', 'trace'] as const)
        console[method] = (...args: unknown[]) => seen.push(`console ${method} ${args}`)
      new MutationObserver((records) => {
        for (const { type, target } of records) seen.push(`${type} ${target.nodeName}`)
      }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
      await (await fetch(t.url('/text'))).text()
      const socket = await t.openSocket()
      socket.send('x')
      await t.next(socket, 'message')
      socket.close()
      const xhr = new XMLHttpRequest()
      xhr.open('GET', t.url('/text'))
      xhr.send()
      await t.next(xhr, 'load')
      await t.task(150)
      t.log(seen)
      t.log(
        document.documentElement.outerHTML.length > 0,
        document.querySelectorAll('*').length,
        [...document.documentElement.attributes].length,
      )
      const entries = performance.getEntries().filter((one) => !/paint|visibility|layout|long/.test(one.entryType))
      t.log(entries.map((one) => `${one.entryType} ${one.name.replace(/\?.*/, '')}`).sort())
      t.log(
        performance.getEntries().some((one) => /extension/.test(one.name)),
        Object.keys(window).filter((key) => /duplex/i.test(key)),
      )
    },
  },
  {
    number: 65,
    name: 'what a pattern of the page matched last stays what it was',
    early: true,
    async run(t) {
      const last = () => {
        const statics = RegExp as unknown as { lastMatch: string; $1: string }
        t.log(`${statics.lastMatch} ${statics.$1}`)
      }
      ;/p(ag)e/.exec('a page')
      await fetch(t.url('/json')).then((answer) => answer.json())
      last()
      await new Promise((done) => {
        const xhr = new XMLHttpRequest()
        xhr.open('GET', t.url('/text'))
        xhr.onload = done
        xhr.send()
      })
      last()
      const socket = new WebSocket(t.socketUrl('/socket'))
      await new Promise((done) => {
        socket.onopen = done
      })
      socket.send('grüße')
      last()
      socket.close()
      await new Promise((done) => {
        socket.onclose = done
      })
      last()
    },
  },
  {
    number: 86,
    name: 'neither a caller nor a stack hands out a function that is not the page’s own',
    async run(t) {
      const foreign: unknown[] = []
      const look = (value: unknown) => {
        // The functions of this case name each other.
        if (typeof value === 'function' && !/named|address|\[native code\]/.test(String(value))) foreign.push(value)
      }
      const { prepareStackTrace } = Error as { prepareStackTrace?: unknown }
      type Site = { getFileName(): string | null; getFunction(): unknown; getThis(): unknown }
      Object.assign(Error, {
        prepareStackTrace: (_error: unknown, sites: Site[]) => {
          for (const site of sites) {
            const own = /page\.js/.test(String(site.getFileName()))
            if (!own) look(site.getFunction())
            if (!own && site.getThis() !== undefined && site.getThis() !== window) foreign.push(site.getThis())
          }
          return ''
        },
      })
      const text = t.url('/text')
      function named() {
        const { caller } = named as unknown as { caller: unknown }
        look(caller)
        void new Error().stack
        return text
      }
      const address = { toString: named } as unknown as string
      const init = {
        get method() {
          named()
          return 'POST'
        },
      }
      await t.settle('fetch', fetch(address, init))
      const xhr = new XMLHttpRequest()
      xhr.open('GET', address)
      const { body } = await fetch(text)
      const options = {
        get preventClose() {
          named()
          return false
        },
      }
      await t.settle('pipe', body!.pipeTo(new WritableStream(), options))
      t.attempt('beacon', () => navigator.sendBeacon(address))
      t.attempt('socket', () => new WebSocket(address))
      t.attempt('printing', () => Function.prototype.toString.call(new Proxy(named, {})))
      Object.assign(Error, { prepareStackTrace })
      t.log('foreign', foreign.length)
    },
  },
]
