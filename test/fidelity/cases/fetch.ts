import type { Case } from '../case.ts'
import { derivedPromise, derivedSooner } from '../residue.ts'

export const fetching: Case[] = [
  {
    number: 28,
    name: 'a failed fetch that nobody handles is reported, with the promise that the page has',
    early: true,
    async run(t) {
      const log: string[] = []
      let promise: Promise<unknown> | undefined
      addEventListener('unhandledrejection', (event) => {
        event.preventDefault()
        event.stopImmediatePropagation()
        log.push(`unhandled, its own promise: ${event.promise === promise}`)
      })
      addEventListener('rejectionhandled', (event) => log.push(`handled late, its own: ${event.promise === promise}`))
      const until = async (count: number) => {
        for (let n = 0; n < 200 && log.length < count; n++) await t.task(5)
        await t.task(20) // any further event would have arrived by now
        t.log(log.splice(0))
      }
      promise = fetch(t.url('/cut'))
      await until(1)
      promise.catch(() => {})
      await until(1)
      await fetch(t.url('/cut')).catch(() => log.push('caught'))
      await fetch('http://[').catch(() => log.push('caught'))
      await until(2)
      promise = fetch('http://[')
      await until(1)
    },
  },
  {
    number: 29,
    name: 'microtasks after an abort come in the same order',
    early: true,
    differs: [derivedPromise, derivedSooner],
    async run(t) {
      const order: string[] = []
      const control = new AbortController()
      const promise = fetch(t.url('/silent'), { signal: control.signal })
      promise.catch(() => order.push('caught'))
      await t.task(30)
      control.abort()
      let step = Promise.resolve()
      for (const name of ['A', 'B', 'C', 'D']) step = step.then(() => void order.push(name))
      await t.task(30)
      t.log(order)
    },
  },
  {
    number: 29,
    name: 'microtasks after reading the end of a body come in the same order',
    early: true,
    async run(t) {
      const order: string[] = []
      const reader = (await fetch(t.url('/pieces'))).body!.getReader()
      while (!(await reader.read()).done);
      reader.read().then(() => order.push('read'))
      reader.closed.then(() => order.push('closed'))
      let step = Promise.resolve()
      for (const name of ['A', 'B', 'C', 'D']) step = step.then(() => void order.push(name))
      await t.task(30)
      t.log(order)
    },
  },
  {
    number: 30,
    name: 'what fetch gives is a promise of this realm and nothing more',
    early: true,
    async run(t) {
      const promise = fetch(t.url('/text'))
      t.log(promise instanceof Promise, Reflect.ownKeys(promise), Promise.resolve(promise) === promise)
      t.log(promise.constructor === Promise, Object.getPrototypeOf(promise) === Promise.prototype, String(promise))
      const response = await promise
      t.log((await promise) === response, response instanceof Response, response.url, response.type, response.status)
      const text = response.text()
      t.log(text instanceof Promise, Reflect.ownKeys(text), await text, response.bodyUsed)
    },
  },
  {
    number: 31,
    name: 'WebAssembly compiles what fetch gives',
    early: true,
    async run(t) {
      t.log(String(await WebAssembly.compileStreaming(fetch(t.url('/wasm')))))
      t.log(String((await WebAssembly.instantiateStreaming(fetch(t.url('/wasm')))).instance))
      t.log(String(await WebAssembly.compileStreaming(await fetch(t.url('/wasm')))))
      await t.settle('wrong type', WebAssembly.compileStreaming(fetch(t.url('/text'))))
    },
  },
  {
    number: 38,
    name: 'opaque, redirected, empty and local answers are the same',
    early: true,
    async run(t) {
      const show = async (label: string, address: string, init?: RequestInit) => {
        try {
          const response = await fetch(address, init)
          const { type, status, ok, redirected, url, bodyUsed, body } = response
          t.log(label, type, status, ok, redirected, url.replace(/^blob:.*/, 'blob:'), bodyUsed, body === null, [
            ...response.headers.keys(),
          ])
          await t.settle(`${label} text`, response.text())
        } catch (error) {
          t.log(label, t.describe(error))
        }
      }
      await show('no-cors', t.crossUrl('/text'), { mode: 'no-cors' })
      await show('cors', t.crossUrl('/text'))
      await show('same-origin', t.crossUrl('/text'), { mode: 'same-origin' })
      for (const redirect of ['follow', 'manual', 'error'] as const)
        await show(redirect, t.url('/redirect'), { redirect })
      for (const code of [204, 205, 304, 404, 500]) await show(`${code}`, t.url(`/status?code=${code}`))
      await show('head', t.url('/text'), { method: 'HEAD' })
      await show('data', 'data:text/plain,local')
      const address = URL.createObjectURL(new Blob(['blob']))
      await show('blob', address)
      URL.revokeObjectURL(address)
      await show('integrity', t.url('/text'), { integrity: 'sha256-AAAA' })
      await show('aborted', t.url('/text'), { signal: AbortSignal.abort('my reason') })
      await show('timeout', t.url('/silent'), { signal: AbortSignal.timeout(30) })
      const failed = Response.error()
      t.log(failed.type, failed.status, failed.body)
      t.attempt('clone', () => failed.clone().type)
    },
  },
  {
    number: 39,
    name: 'getters that a page puts on promises and responses run as often',
    async run(t) {
      const counts: Record<string, number> = {}
      const count = (owner: object, key: PropertyKey, name: string, value: unknown) =>
        Object.defineProperty(owner, key, {
          configurable: true,
          get() {
            counts[name] = (counts[name] ?? 0) + 1
            return value
          },
        })
      count(Response.prototype, 'then', 'then', undefined)
      const response = await fetch(t.url('/text'))
      t.log('then', counts['then'])
      await response.text()
      delete (Response.prototype as { then?: unknown }).then
      const species = Object.getOwnPropertyDescriptor(Promise, Symbol.species)!
      count(Promise, Symbol.species, 'species', Promise)
      await (await fetch(t.url('/text'))).text()
      t.log('species', counts['species'])
      await fetch(t.url('/text')).then((one) => one.text())
      t.log('species', counts['species'])
      Object.defineProperty(Promise, Symbol.species, species)
      count(Promise.prototype, 'constructor', 'constructor', Promise)
      await (await fetch(t.url('/text'))).text()
      t.log('constructor', counts['constructor'])
      Object.defineProperty(Promise.prototype, 'constructor', { value: Promise, writable: true, configurable: true })
    },
  },
]
