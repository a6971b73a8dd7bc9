import type { Case } from '../case.ts'

export const frames: Case[] = [
  {
    number: 61,
    name: 'frames of every kind look the same to their parent, at once and once loaded',
    early: true,
    async run(t) {
      const body = document.body ?? document.documentElement
      const look = (label: string, get: () => Window | null) => {
        try {
          const scope = get() as (Window & typeof globalThis) | null
          if (!scope) return t.log(label, scope)
          const { fetch: call, WebSocket: Socket, XMLHttpRequest: Xhr, document: inside } = scope
          t.log(
            label,
            typeof call,
            Socket.prototype.constructor === Socket,
            new Xhr() instanceof Xhr,
            inside.readyState,
          )
          t.log(
            label,
            inside.URL.replace(/^blob:.*/, 'blob:'),
            Reflect.ownKeys(scope).length,
            scope.Function.prototype.toString.call(Socket),
          )
        } catch (error) {
          t.log(label, t.describe(error))
        }
      }
      const leaf = '<!doctype html><script>window.leaf = 1</script>leaf'
      const kinds: Record<string, Partial<HTMLIFrameElement>> = {
        none: {},
        blank: { src: 'about:blank' },
        url: { src: t.url('/leaf') },
        cross: { src: t.crossUrl('/leaf') },
        srcdoc: { srcdoc: leaf },
        blob: { src: URL.createObjectURL(new Blob([leaf], { type: 'text/html' })) },
        data: { src: `data:text/html,${leaf}` },
        javascript: { src: 'javascript:"<p>made</p>"' },
      }
      for (const [label, properties] of Object.entries(kinds)) {
        const frame = Object.assign(document.createElement('iframe'), properties)
        const loaded = t.next(frame, 'load')
        body.append(frame)
        look(`${label} at once`, () => frame.contentWindow)
        await loaded
        look(`${label} loaded`, () => frame.contentWindow)
        frame.remove()
      }
      const sandboxed = document.createElement('iframe')
      sandboxed.setAttribute('sandbox', 'allow-scripts')
      sandboxed.srcdoc = leaf
      body.append(sandboxed)
      await t.next(sandboxed, 'load')
      look('sandboxed', () => sandboxed.contentWindow)
      const written = document.createElement('iframe')
      body.append(written)
      const inside = written.contentDocument!
      inside.open()
      inside.write(leaf)
      inside.close()
      look('written', () => written.contentWindow)
      t.log((written.contentWindow as Window & { leaf?: number }).leaf)
    },
  },
  {
    number: 62,
    name: 'a page that poisons a frame before its document is there has its way, and sees nothing',
    async run(t) {
      type Scope = Window & typeof globalThis & Record<string, unknown>
      const frame = document.createElement('iframe')
      frame.src = t.url('/leaf')
      const loaded = t.next(frame, 'load')
      document.body.append(frame)
      const scope = frame.contentWindow as unknown as Scope
      const calls: string[] = []
      for (const name of ['Proxy', 'WeakMap', 'Reflect', 'MessageChannel', 'Map']) {
        const native = scope[name] as (...args: unknown[]) => unknown
        scope[name] =
          typeof native === 'function'
            ? new Proxy(native, {
                construct(target, args) {
                  calls.push(name)
                  return Reflect.construct(target, args)
                },
              })
            : native
      }
      const prototype = scope.EventTarget.prototype
      const { addEventListener } = prototype
      prototype.addEventListener = function (...args: Parameters<typeof addEventListener>) {
        calls.push(`listener ${args[0]}`)
        return Reflect.apply(addEventListener, this, args)
      }
      for (const type of ['load', 'message'])
        scope.addEventListener(type, (event) => calls.push(`${type} ${(event as MessageEvent).ports?.length}`), true)
      await loaded
      const after = frame.contentWindow as unknown as Scope
      t.log(after === scope, typeof after.fetch, (after as unknown as { leaf: string }).leaf)
      t.log(await (await after.fetch(t.url('/text'))).text())
      const socket = new after.WebSocket(t.socketUrl('/socket'))
      await new Promise((resolve) => (socket.onopen = resolve))
      socket.close()
      t.log(
        'a port has come into reach',
        calls.some((call) => /^(load|message) [1-9]/.test(call)),
      )
      t.log(
        'its own events',
        calls.filter((call) => /^load/.test(call)),
      )
    },
  },
]
