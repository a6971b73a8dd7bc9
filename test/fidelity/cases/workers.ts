import type { Case } from '../case.ts'

declare const SAYS: string
/** The log of a worker about itself and the network; no hook runs in it. */
const says = `const stack = (() => { try { new URL('x') } catch (error) { return error.stack.split('\\n').length } })()
const tell = async (post) => post(JSON.stringify([self.location.href.replace(/^blob:.*/, 'blob:'), stack, String(self.fetch),
  Object.getOwnPropertyNames(self).length, await fetch(new URL('/text', ADDRESS)).then((one) => one.text(), (error) => error.message)]))`

export const workers: Case[] = [
  {
    number: 63,
    name: 'workers of every kind are untouched',
    slow: true,
    texts: { SAYS: says },
    async run(t) {
      const text = SAYS.replace('ADDRESS', JSON.stringify(t.url('/')))
      const script = (body: string) => t.url(`/script?text=${encodeURIComponent(body)}`)
      const clean = (data: string) => data.replace(/\?text=[^&]*/, '')
      const answer = async (label: string, worker: Worker | MessagePort) =>
        t.log(label, clean((await t.next(worker, 'message')).data))
      await answer('classic', new Worker(script(`${text}; tell(postMessage)`)))
      await answer(
        'module',
        new Worker(script(`${text}; tell((line) => postMessage(line + import.meta.url.length))`), { type: 'module' }),
      )
      await answer('blob', new Worker(URL.createObjectURL(new Blob([`${text}; tell(postMessage)`]))))
      const nested = `new Worker(${JSON.stringify(script(`${text}; tell(postMessage)`))}).onmessage = ({ data }) => postMessage(data)`
      await answer('nested', new Worker(script(nested)))
      const shared = new SharedWorker(
        script(`${text}; onconnect = ({ ports }) => tell((line) => ports[0].postMessage(line))`),
      )
      shared.port.start()
      await answer('shared', shared.port)
      const broken = new Worker(script('throw new Error("mine")'))
      const event = await t.next<ErrorEvent>(broken, 'error')
      event.preventDefault()
      t.log('broken', event.message, event.lineno, event.colno)
    },
  },
  {
    number: 40,
    name: 'a service worker of the page answers requests as before',
    slow: true,
    async run(t) {
      const registration = await navigator.serviceWorker.register('/service-worker.js', { scope: '/in-scope/' })
      const worker = (registration.installing ?? registration.waiting ?? registration.active)!
      while (worker.state !== 'activated') await t.next(worker, 'statechange')
      const frame = await t.frame(t.url('/in-scope/leaf'))
      t.log(frame.document.body.textContent, frame.navigator.serviceWorker.controller?.scriptURL)
      for (const path of ['/in-scope/passed', '/in-scope/made']) {
        const response = await frame.fetch(t.url(path))
        t.log(path, response.status, response.type, response.url, await response.text())
      }
      const xhr = new frame.XMLHttpRequest()
      xhr.open('POST', t.url('/in-scope/passed'))
      xhr.send('body')
      await t.next(xhr, 'loadend')
      t.log(xhr.status, xhr.responseText)
      t.log(await registration.unregister())
    },
  },
]
