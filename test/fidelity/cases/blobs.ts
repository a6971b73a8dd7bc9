import type { Case } from '../case.ts'

/** Blobs are read by the hooks once a batch of records leaves: none of it may be seen by the page that they belong to. */
export const blobs: Case[] = [
  {
    number: 87,
    name: 'Blobs that come and go are the page’s own, in the same order of messages, tasks and reads',
    async run(t) {
      const socket = await t.openSocket()
      const order: string[] = []
      const reads: Promise<number>[] = []
      const last = new Promise<void>((resolve) => {
        socket.addEventListener('message', ({ data }) => {
          if (data === 'last') return resolve()
          order.push(`message ${data.size}`)
          reads.push(data.arrayBuffer().then((read: ArrayBuffer) => read.byteLength))
          queueMicrotask(() => order.push(`microtask ${data.size}`))
        })
      })
      for (let size = 1; size <= 30; size++) socket.send(new Blob(['x'.repeat(size)]))
      socket.send('last')
      await last
      t.log(order)
      t.log(await Promise.all(reads))
      socket.close()
    },
  },
  {
    number: 88,
    name: 'no promise, reader or Blob method that the page has replaced is called for a Blob of its own',
    async run(t) {
      const called: string[] = []
      const watch = (owner: object, name: string) => {
        const { value } = Object.getOwnPropertyDescriptor(owner, name)! as { value: (...args: unknown[]) => unknown }
        Object.defineProperty(owner, name, {
          configurable: true,
          writable: true,
          value(this: unknown, ...args: unknown[]) {
            called.push(name)
            return value.apply(this, args)
          },
        })
        return () => Object.defineProperty(owner, name, { configurable: true, writable: true, value })
      }
      const undo = [
        ...['arrayBuffer', 'text', 'slice', 'stream'].map((name) => watch(Blob.prototype, name)),
        watch(FileReader.prototype, 'readAsArrayBuffer'),
        watch(Response.prototype, 'arrayBuffer'),
      ]
      const socket = await t.openSocket()
      socket.send(new Blob(['a Blob']))
      t.log((await t.next(socket, 'message')).data.size)
      await (await fetch(t.url('/echo?blob'), { method: 'POST', body: new Blob(['another']) })).text()
      navigator.sendBeacon(t.url('/echo?beacon'), new Blob(['a third']))
      socket.send('after')
      await t.next(socket, 'message')
      await t.task(300)
      for (const one of undo) one()
      t.log(called)
      socket.close()
    },
  },
  {
    number: 89,
    name: 'a page that changes how promises are resolved learns of none that is resolved for its Blobs',
    async run(t) {
      const seen: string[] = []
      const define = (owner: object, name: string) => {
        Object.defineProperty(owner, name, {
          configurable: true,
          get() {
            if (this instanceof ArrayBuffer) seen.push(`${name} of ${this.byteLength}`)
            return undefined
          },
        })
      }
      const socket = await t.openSocket()
      define(ArrayBuffer.prototype, 'then')
      socket.send(new Blob(['resolved?']))
      await t.next(socket, 'message')
      socket.send(new Blob(['resolved now?']))
      await t.next(socket, 'message')
      await t.task(300)
      delete (ArrayBuffer.prototype as { then?: unknown }).then
      t.log(seen)
      socket.close()
    },
  },
  {
    number: 90,
    name: 'Blobs are sent as bodies with their type and length, and can be read again',
    async run(t) {
      for (const bytes of [0, 1, 5000, 2_000_000]) {
        const blob = new Blob(['x'.repeat(bytes)], { type: 'text/x-blob' })
        const echo = await (await fetch(t.url(`/echo?${bytes}`), { method: 'POST', body: blob })).text()
        t.log(bytes, echo.length > 0, blob.size, blob.type, (await blob.text()).length)
        const xhr = new XMLHttpRequest()
        xhr.open('POST', t.url(`/echo?xhr-${bytes}`))
        xhr.send(blob)
        await t.next(xhr, 'load')
        t.log(xhr.status, (await blob.slice(0, 3).text()).length)
      }
    },
  },
]
