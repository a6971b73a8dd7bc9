import type { Case } from '../case.ts'

export const xhr: Case[] = [
  {
    number: 41,
    name: 'a simple request to another origin asks for no permission',
    early: true,
    wire: { requests: 2, headers: true },
    async run(t) {
      const one = new XMLHttpRequest()
      one.open('POST', t.crossUrl('/echo'))
      one.send('simple')
      await t.next(one, 'load')
      t.log(one.responseText)
      const two = new XMLHttpRequest()
      two.open('GET', t.crossUrl('/text'))
      two.send()
      await t.next(two, 'load')
      t.log(two.responseText)
    },
  },
  {
    number: 42,
    name: 'events come in the same order with the same states',
    early: true,
    async run(t) {
      const run = async (label: string, address: string, body: string | undefined, listenUp: boolean) => {
        const one = new XMLHttpRequest()
        const seen: string[] = []
        const note = (event: Event) => {
          const text = `${event.type} ${one.readyState} ${one.status} ${event.isTrusted} ${event.eventPhase}`
          // The number of progress events depends on the network; for large bodies, even whether there are any.
          if (event.type === 'progress' && label === 'large') return
          if (one.readyState !== 3 || !seen.includes(text)) seen.push(text)
        }
        for (const type of [
          'readystatechange',
          'loadstart',
          'progress',
          'load',
          'error',
          'abort',
          'timeout',
          'loadend',
        ]) {
          one.addEventListener(type, note)
          if (listenUp)
            one.upload.addEventListener(type, (event) => seen.push(`upload ${event.type} ${one.readyState}`))
        }
        one.onload = () => seen.push('onload')
        one.open('POST', address)
        const over = t.next(one, 'loadend')
        one.send(body)
        await over
        t.log(label, seen)
      }
      await run('echo', t.url('/echo'), 'body', true)
      await run('empty', t.url('/status?code=204'), undefined, false)
      await run('cut', t.url('/cut'), 'body', true)
      await run('cross', t.crossUrl('/echo'), 'body', false)
      await run('large', t.url('/large'), undefined, false)
      const sync = new XMLHttpRequest()
      const seen: string[] = []
      for (const type of ['readystatechange', 'loadstart', 'load', 'loadend'])
        sync.addEventListener(type, () => seen.push(`${type} ${sync.readyState}`))
      sync.open('GET', t.url('/text'), false)
      sync.send()
      t.log('sync', seen, sync.responseText)
      const fails = new XMLHttpRequest()
      fails.open('GET', t.url('/cut'), false)
      t.attempt('sync failure', () => fails.send())
    },
  },
  {
    number: 43,
    name: 'answers of every type are the same, and the same object each time',
    early: true,
    async run(t) {
      for (const type of ['', 'text', 'arraybuffer', 'blob', 'json', 'document'] as const)
        for (const path of ['/json', '/xml', '/pieces?type=text/event-stream']) {
          const one = new XMLHttpRequest()
          one.open('GET', t.url(path))
          one.responseType = type
          one.send()
          await t.next(one, 'loadend')
          t.log(
            type,
            path,
            one.response,
            t.same(() => one.response),
            one.responseURL,
            one.getAllResponseHeaders().includes('content-type'),
          )
          t.attempt('text', () => one.responseText)
          t.attempt('xml', () => one.responseXML)
          if (type === 'arraybuffer' && one.response) {
            structuredClone(one.response, { transfer: [one.response] })
            t.log(one.response.byteLength)
          }
        }
    },
  },
  {
    number: 44,
    name: 'abort, reopening and reuse in the middle of handlers go alike',
    early: true,
    async run(t) {
      const one = new XMLHttpRequest()
      const seen: string[] = []
      for (const type of ['readystatechange', 'load', 'abort', 'timeout', 'error', 'loadend'])
        one.addEventListener(type, () => seen.push(`${type} ${one.readyState} ${one.status}`))
      one.onreadystatechange = () => {
        if (one.readyState === 2) one.abort()
      }
      one.open('GET', t.url('/text'))
      one.send()
      await t.next(one, 'loadend')
      t.log('aborted', seen.splice(0))
      one.onreadystatechange = null
      let times = 0
      const again = new Promise<void>((resolve) => {
        one.onload = () => {
          if (++times === 3) return resolve()
          one.open('GET', t.url(`/echo?${times}`))
          one.send()
        }
      })
      one.open('GET', t.url('/text'))
      one.send()
      await again
      t.log('reopened', seen.splice(0), one.responseText)
      one.onload = null
      one.open('GET', t.url('/silent'))
      one.timeout = 40
      one.send()
      await t.next(one, 'timeout')
      t.log('timeout', seen.splice(0))
      one.timeout = 0
      one.open('GET', t.url('/silent'))
      one.send()
      one.open('GET', t.url('/text')) // aborts the first request, without an event
      one.send()
      t.attempt('twice', () => one.send())
      await t.next(one, 'load')
      t.log('broken off', seen.splice(0), one.responseText)
      one.abort()
      t.log('over', seen, one.readyState)
    },
  },
  {
    number: 45,
    name: 'handlers read back as the page set them',
    early: true,
    async run(t) {
      const one = new XMLHttpRequest()
      const handler = () => {}
      one.onreadystatechange = handler
      one.onload = handler
      one.open('GET', t.url('/text'))
      one.send()
      t.log(one.onreadystatechange === handler, one.onload === handler, one.onerror, one.upload.onprogress)
      await t.next(one, 'loadend')
      t.log(
        one.onreadystatechange === handler,
        Object.hasOwn(one, 'setRequestHeader'),
        Reflect.ownKeys(one),
        Reflect.ownKeys(one.upload),
      )
      const socket = new WebSocket(t.socketUrl('/socket'))
      t.log(socket.onmessage, socket.onopen, socket.onclose)
      socket.onmessage = handler
      t.log(socket.onmessage === handler)
      socket.close()
    },
  },
  {
    number: 46,
    name: 'a request of another frame works with the methods of this one',
    early: true,
    async run(t) {
      const { XMLHttpRequest: Foreign, WebSocket: ForeignSocket } = await t.frame()
      const one = new Foreign()
      XMLHttpRequest.prototype.open.call(one, 'GET', t.url('/text'), true)
      XMLHttpRequest.prototype.send.call(one)
      await t.next(one, 'load')
      t.log(one.responseText, one instanceof Foreign, one instanceof XMLHttpRequest)
      const socket = new ForeignSocket(t.socketUrl('/socket'))
      await t.next(socket, 'open')
      WebSocket.prototype.send.call(socket, 'across')
      t.log((await t.next(socket, 'message')).data)
      WebSocket.prototype.close.call(socket)
      t.attempt('foreign error', () => XMLHttpRequest.prototype.send.call(new Foreign()))
    },
  },
]
