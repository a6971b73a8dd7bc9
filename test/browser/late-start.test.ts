import { describe, expect, test } from 'vitest'
import { kinds, launchBare, openArmed, untilSeen } from './driven.ts'
import { startHooksSite } from './hooks-site.ts'

// Listens for everything: for all types that our sources name, and for those of monitoring tools.
const listening = (types: readonly string[]) => `<!doctype html><title>listening</title><script>
window.heard = []
addEventListener('load', () => {
  const types = ${JSON.stringify(types)}
  for (const target of [document, window])
    for (const type of types)
      target.addEventListener(type, (event) => heard.push(type + ' ' + event.constructor.name), true)
  setTimeout(() => { window.ready = true })
})
</script>`

/** Replaces a function of a prototype, or a constructor, by one that notes each call. */
const replacing = (
  how: 'function' | 'proxy',
  paths: readonly string[],
) => `<!doctype html><title>replacing</title><script>
window.heard = []
for (const path of ${JSON.stringify(paths)}) {
  const names = path.split('.')
  const name = names.pop()
  const owner = names.reduce((object, key) => object[key], window)
  const accessor = Object.getOwnPropertyDescriptor(owner, name)
  if (accessor?.get) {
    Object.defineProperty(owner, name, { ...accessor, get() { heard.push(path); return accessor.get.call(this) } })
    continue
  }
  const native = owner[name]
  const call = ${
    how === 'proxy'
      ? `new Proxy(native, {
    apply(target, self, args) { heard.push(path); return Reflect.apply(target, self, args) },
    construct(target, args, made) { heard.push(path); return Reflect.construct(target, args, made) },
  })`
      : `function (...args) { heard.push(path); return new.target ? Reflect.construct(native, args, new.target) : native.apply(this, args) }`
  }
  if (${how === 'function'}) call.prototype = native.prototype
  owner[name] = call
}
window.heard.length = 0
addEventListener('load', () => setTimeout(() => { window.heard.length = 0; window.ready = true }))
</script>`

const channel = [
  'EventTarget.prototype.addEventListener',
  'EventTarget.prototype.dispatchEvent',
  'EventTarget.prototype.removeEventListener',
  'MessagePort.prototype.postMessage',
  'MessagePort.prototype.start',
  'MessageChannel',
  'MessageEvent',
]

// Of each kind that the hooks call, some: each in a frame of its own.
const called = [
  ...['performance.now', 'URL', 'Blob', 'Map', 'JSON.stringify', 'Object.keys', 'Array.isArray', 'ArrayBuffer.isView'],
  ...['String.prototype.slice', 'Map.prototype.set', 'WeakRef.prototype.deref', 'TextEncoder.prototype.encodeInto'],
  ...['Node.prototype.baseURI', 'URL.prototype.href', 'Blob.prototype.size', 'DataView.prototype.byteLength'],
  ...['Response.prototype.headers', 'Headers.prototype.get', 'Request.prototype.url', 'AbortSignal.prototype.aborted'],
  ...['ReadableStream', 'ReadableStream.prototype.locked', 'ReadableStreamDefaultReader.prototype.read'],
  ...['XMLHttpRequest.prototype.responseText', 'WebSocket.prototype.url', 'EventSource.prototype.readyState'],
]

const replaced: Record<string, string> = {
  ...Object.fromEntries(called.map((path) => [`/one-${path}`, replacing('function', [path])])),
  '/functions': replacing('function', channel),
  '/proxies': replacing('proxy', channel),
  '/one': replacing('function', ['EventTarget.prototype.dispatchEvent']),
  '/means': replacing('function', [...channel, 'Function.prototype.toString', 'Reflect.apply']),
}

/** A page that is ready once all its frames are. */
const framing = (frames: readonly string[]) => `<!doctype html><title>framing</title>${frames.join('')}<script>
const waiting = setInterval(() => {
  for (let index = 0; index < ${frames.length}; index++) if (!frames[index]?.ready) return
  clearInterval(waiting)
  window.ready = true
}, 50)
</script>`

// Every text in the sources that could be the type of an event.
const types = ['load', 'adopt', 'message', 'messageerror', 'error', 'readystatechange', 'DOMContentLoaded', 'flush']
const ours = ['records', 'there', 'duplex:ask', 'duplex', 'hook', 'undefined', 'null', '']

describe.each(kinds)('%s', (kind) => {
  async function lateOn(html: string, pages: Record<string, string> = {}) {
    const site = await startHooksSite({ '/page': html, ...pages })
    const driven = await launchBare(kind)
    const close = async () => {
      await driven.close()
      await site.close()
    }
    try {
      await driven.page.goto(`${site.origin}/page`)
      await driven.page.waitForFunction('window.ready === true')
      const panel = await openArmed(driven)
      return { page: driven.page, panel, close }
    } catch (error) {
      await close()
      throw error
    }
  }

  test('a running page is hooked without noticing', async () => {
    const { page, panel, close } = await lateOn(listening([...types, ...ours]))
    try {
      await page.evaluate(`fetch('/short?late').then((answer) => answer.text())`)
      const events = await untilSeen(panel, 'request', '/short?late')
      expect(events.find((event) => event.type === 'document')).toMatchObject({ late: true })
      expect(await page.evaluate('heard')).toEqual([])
      const stack = await page.evaluate(
        `new Promise((done) => void fetch({ toString() { done(new Error().stack); return '/short?stack' } }))`,
      )
      expect(stack).not.toMatch(/extension|hook/i)
    } finally {
      await close()
    }
  })

  test('frames that have replaced functions are left alone, and the panel says how many', async () => {
    const frames = Object.keys(replaced).map((path) => `<iframe src="${path}"></iframe>`)
    const { page, panel, close } = await lateOn(framing(frames), replaced)
    try {
      const heard = () => page.evaluate('Array.from({ length: frames.length }, (_, index) => frames[index].heard)')
      const inFrames = (code: string) =>
        page.evaluate(
          `Promise.all(Array.from({ length: frames.length }, (_, index) => frames[index].eval(${JSON.stringify(code)})))`,
        )
      await panel.waitFor(
        `document.body.innerText.includes('scripts of ${frames.length} frames have replaced')`,
        20_000,
      )
      await inFrames(`fetch('/short?unseen').then((answer) => answer.text())`)
      await inFrames(`new Promise((resolve) => {
        window.socket = new WebSocket('ws://' + location.host + '/')
        socket.onopen = () => resolve()
      })`)
      expect(await heard()).toEqual(frames.map(() => []))
    } finally {
      await close()
    }
  })

  test('a script that asks for the port, in a new document or later, is not answered', async () => {
    const asking = `<!doctype html><title>asking</title><script>
window.got = []
const ask = () => {
  for (const type of ${JSON.stringify([...types, ...ours])}) {
    for (const target of [document, window]) {
      const event = new MessageEvent(type, { data: 'duplex:ask', cancelable: true })
      const heard = (one) => { if (one !== event) got.push(type + ' ' + one.ports?.length) }
      target.addEventListener(type, heard, true)
      if (!target.dispatchEvent(event)) got.push(type + ' prevented')
      target.removeEventListener(type, heard, true)
    }
  }
}
ask()
document.currentScript.remove()
ask()
queueMicrotask(ask)
setTimeout(() => { ask(); window.ready = true }, 300)
</script>`
    const { page, panel, close } = await lateOn(asking)
    try {
      await page.evaluate('ask()')
      expect(await page.evaluate('got')).toEqual([])
      await page.reload()
      await page.waitForFunction('window.ready === true')
      await page.evaluate(`fetch('/short?reloaded').then((answer) => answer.text())`)
      await untilSeen(panel, 'request', '/short?reloaded')
      expect(await page.evaluate('got')).toEqual([])
    } finally {
      await close()
    }
  })
})
