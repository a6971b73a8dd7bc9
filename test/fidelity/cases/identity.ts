import type { Case } from '../case.ts'

export const identity: Case[] = [
  {
    number: 1,
    name: 'properties have the same flags',
    early: true,
    run(t) {
      for (const { path, owner, key } of t.surface()) {
        const { value, get, set, writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(owner, key)!
        t.log(path, typeof value, typeof get, typeof set, writable, enumerable, configurable)
      }
    },
  },
  {
    number: 2,
    name: 'every owner has the same keys in the same order',
    early: true,
    run(t) {
      const owners = new Set<object>()
      for (const { path, owner, key } of t.surface()) {
        if (owner !== window && !owners.has(owner)) t.log('owner of', path, Reflect.ownKeys(owner))
        owners.add(owner)
        const { value, get } = Object.getOwnPropertyDescriptor(owner, key)!
        for (const one of [value, get]) if (typeof one === 'function') t.log(path, Reflect.ownKeys(one))
      }
    },
  },
  {
    number: 2,
    name: 'the window has the same keys',
    early: true,
    run(t) {
      t.log(Reflect.ownKeys(window).map(String).sort())
    },
  },
  {
    number: 2,
    name: 'the window has its keys in the same order',
    early: true,
    run(t) {
      t.log(Reflect.ownKeys(window))
    },
    differs: [
      {
        reason:
          'Firefox makes interfaces of the window when they are first asked for, and lists those made after the others: it shows which were asked for',
        states: ['armed', 'watched', 'armed, at once', 'watched, at once'],
        browsers: ['firefox'],
        apart: () => [],
      },
    ],
  },
  {
    number: 3,
    name: 'functions have the same name and length',
    early: true,
    run(t) {
      for (const { path, owner, key } of t.surface()) {
        const { value, get, set } = Object.getOwnPropertyDescriptor(owner, key)!
        for (const one of [value, get, set])
          if (typeof one === 'function')
            t.log(path, one.name, one.length, Object.getPrototypeOf(one) === Function.prototype)
      }
    },
  },
  {
    number: 4,
    name: 'functions print the same text',
    early: true,
    run(t) {
      const print = Function.prototype.toString
      for (const { path, owner, key } of t.surface()) {
        const { value, get, set } = Object.getOwnPropertyDescriptor(owner, key)!
        for (const one of [value, get, set])
          if (typeof one === 'function') t.log(path, String(one), print.call(one), `${one}` === one.toString())
      }
      t.log(print.toString(), print.call(print), String(print))
    },
  },
  {
    number: 5,
    name: 'a monitoring script takes fetch for native and leaves the document alone',
    early: true,
    run(t) {
      // Sentry's check before it instruments: https://github.com/getsentry/sentry-javascript, supports.ts
      const isNative = (one: unknown) =>
        typeof one === 'function' && /^function\s+\w+\(\)\s+\{\s+\[native code\]\s+\}$/.test(one.toString())
      t.log(isNative(fetch), isNative(XMLHttpRequest.prototype.open), isNative(WebSocket.prototype.send))
      if (!isNative(fetch)) document.head.append(document.createElement('iframe'))
      t.log(document.head.children.length, document.querySelectorAll('iframe').length)
    },
  },
  {
    number: 6,
    name: 'printing what is no function fails alike',
    early: true,
    run(t) {
      const print = Function.prototype.toString
      t.attempt('object', () => print.call({}))
      t.attempt('derived', () => Object.create(fetch).toString())
      t.attempt('nothing', () => print.call(undefined))
      t.attempt('proxy', () => print.call(new Proxy(fetch, {})) === print.call(new Proxy(alert, {})))
      t.attempt('proxied object', () => print.call(new Proxy({}, {})))
      t.attempt('as constructor', () => Reflect.construct(print, []))
    },
  },
  {
    number: 7,
    name: 'the same functions are constructors',
    early: true,
    run(t) {
      const isConstructor = (one: object) => {
        try {
          Reflect.construct(Object, [], one as never)
          return true
        } catch {
          return false
        }
      }
      for (const { path, owner, key } of t.surface()) {
        const { value, get } = Object.getOwnPropertyDescriptor(owner, key)!
        for (const one of [value, get])
          if (typeof one === 'function') t.log(path, isConstructor(one), 'prototype' in one)
      }
    },
  },
  {
    number: 8,
    name: 'instances and prototypes name the constructor that the window has',
    early: true,
    async run(t) {
      for (const { path, owner, key } of t.surface()) {
        if (owner !== window || key === 'fetch') continue
        const { value } = Object.getOwnPropertyDescriptor(owner, key)!
        t.log(path, value.prototype.constructor === value, value.name)
      }
      const socket = new WebSocket(t.socketUrl('/socket'))
      const source = new EventSource(t.url('/silent'))
      const peer = new RTCPeerConnection()
      t.log(
        socket.constructor === WebSocket,
        source.constructor === EventSource,
        peer.constructor === RTCPeerConnection,
      )
      t.log(new XMLHttpRequest().constructor === XMLHttpRequest, new Response().constructor === Response)
      t.log(String(socket), String(source), String(peer), socket instanceof WebSocket, source instanceof EventSource)
      socket.close()
      source.close()
      peer.close()
    },
  },
  {
    number: 9,
    name: 'the old name of RTCPeerConnection is the same function',
    early: true,
    run(t) {
      const { webkitRTCPeerConnection } = window as unknown as { webkitRTCPeerConnection?: unknown }
      t.log(webkitRTCPeerConnection === RTCPeerConnection, typeof webkitRTCPeerConnection)
    },
  },
  {
    number: 13,
    name: 'constructors inherit what they inherited, and have their constants',
    early: true,
    run(t) {
      t.log(Object.getPrototypeOf(RTCPeerConnection) === EventTarget, Object.getPrototypeOf(WebSocket) === EventTarget)
      t.log(Object.getPrototypeOf(fetch) === Function.prototype)
      for (const one of [WebSocket, EventSource, XMLHttpRequest] as unknown as Record<string, unknown>[])
        for (const key of Reflect.ownKeys(one) as string[])
          if (typeof one[key] === 'number') t.log(key, one[key], (one['prototype'] as Record<string, unknown>)[key])
    },
  },
]
