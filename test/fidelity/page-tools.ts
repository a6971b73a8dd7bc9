/** The tools that a case may use in the page. */
export interface Tools {
  /** Appends a line. */
  log(...values: unknown[]): void
  /** Appends the result of a call, or its error. */
  attempt(label: string, call: () => unknown): void
  /** Appends the result of a promise, or its rejection. */
  settle(label: string, promise: unknown): Promise<void>
  /** Whether two reads return the same object. */
  same(read: () => unknown): boolean
  /** Type, message and realm of an error. */
  describe(value: unknown): string
  /** The lines of a stack, without the parts that change between two runs. */
  stack(error: unknown): string[]
  /** A URL on the test site that is logged for this case. */
  url(path: string): string
  /** A URL on the test site at another port that is logged for this case. */
  crossUrl(path: string): string
  socketUrl(path: string): string
  /** An open socket to the test site. */
  openSocket(): Promise<WebSocket>
  /** A promise of the next event; rejects after three seconds. */
  next<E extends Event = MessageEvent>(target: EventTarget, type: string): Promise<E>
  /** Resolves in a later task. */
  task(ms?: number): Promise<void>
  /** A frame, with a realm of its own. */
  frame(src?: string): Promise<Window & typeof globalThis>
  /** Every function and accessor that a hook could replace. */
  surface(): { path: string; owner: object; key: PropertyKey }[]
}

interface Place {
  origin: string
  cross: string
  token: string
}

/** Runs in the page, as text: creates the tools for a case and runs it. Resolves with the log, a line for each entry. */
export function runInPage(run: (t: Tools) => unknown, { origin, cross, token }: Place): Promise<string> {
  let lines = ''
  // Cases may replace any global, so the tools keep their own references.
  const { setTimeout, clearTimeout } = window
  const NativePromise = Promise
  const { then } = Promise.prototype
  const { apply } = Reflect
  const put = (line: string) => {
    lines += `${line}\n`
  }

  function text(value: unknown): string {
    if (typeof value === 'string') return value
    if (typeof value === 'symbol' || typeof value === 'function') return String(value)
    if (value instanceof ArrayBuffer) return `ArrayBuffer [${new Uint8Array(value)}]`
    if (ArrayBuffer.isView(value)) return `${value.constructor.name} [${value}]`
    if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`
    if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value)
    return `${value}`
  }

  const t: Tools = {
    log(...values) {
      let line = ''
      for (let i = 0; i < values.length; i++) line += `${i > 0 ? ' ' : ''}${text(values[i])}`
      put(line)
    },
    attempt(label, call) {
      try {
        t.log(label, 'gives', call())
      } catch (error) {
        t.log(label, 'throws', t.describe(error))
      }
    },
    async settle(label, promise) {
      try {
        t.log(label, 'gives', await promise)
      } catch (error) {
        t.log(label, 'rejects with', t.describe(error))
      }
    },
    same(read) {
      const first = read()
      return first === read()
    },
    describe(error) {
      if (typeof error !== 'object' || error === null) return text(error)
      const { name, message, constructor: type } = error as Error
      const here = (window as unknown as Record<string, unknown>)[type?.name] === type
      return `${name}: ${message} (${type?.name}${here ? '' : ' of another realm'})`
    },
    stack(error) {
      const { stack } = error as { stack?: unknown }
      return typeof stack === 'string'
        ? stack
            .trim()
            .split('\n')
            .map((line) => line.trim())
        : [text(stack)]
    },
    url: (path) => `${origin}${path}${path.includes('?') ? '&' : '?'}case=${token}`,
    crossUrl: (path) => `${cross}${path}${path.includes('?') ? '&' : '?'}case=${token}`,
    socketUrl: (path) => t.url(path).replace(/^http/, 'ws'),
    async openSocket() {
      const socket = new WebSocket(t.socketUrl('/socket'))
      await t.next(socket, 'open')
      return socket
    },
    next: (target, type) =>
      new NativePromise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no ${type} within three seconds`)), 3000)
        const listener = (event: Event) => {
          clearTimeout(timer) // the pending timer would keep the target from being garbage-collected
          resolve(event as never)
        }
        target.addEventListener(type, listener, { once: true })
      }),
    task: (ms = 0) => new NativePromise((resolve) => void setTimeout(resolve, ms)),
    async frame(src) {
      const frame = document.createElement('iframe')
      if (src !== undefined) {
        frame.src = src
        document.documentElement.append(frame)
        await t.next(frame, 'load')
      } else document.documentElement.append(frame)
      return frame.contentWindow as Window & typeof globalThis
    },
    surface() {
      const found: { path: string; owner: object; key: PropertyKey }[] = []
      const names =
        'WebSocket EventSource XMLHttpRequest RTCPeerConnection RTCDataChannel WebTransport WebSocketStream Response Request Headers ReadableStream ReadableStreamDefaultReader ReadableStreamBYOBReader EventTarget Navigator MessagePort Worker SharedWorker'
      const scope = window as unknown as Record<string, { prototype: object } | undefined>
      for (const name of [...names.split(' '), 'fetch', 'webkitRTCPeerConnection']) {
        if (!Object.hasOwn(window, name)) continue
        found.push({ path: name, owner: window, key: name })
        const prototype = scope[name]?.prototype
        if (!prototype) continue
        for (const key of Reflect.ownKeys(prototype))
          found.push({ path: `${name}#${String(key)}`, owner: prototype, key })
      }
      for (const key of Reflect.ownKeys(Function.prototype))
        if (key !== 'caller' && key !== 'arguments')
          found.push({ path: `Function#${String(key)}`, owner: Function.prototype, key })
      const values = (ReadableStream.prototype as { values?: () => object }).values
      if (values) {
        const iterator = Object.getPrototypeOf(values.call(new ReadableStream()))
        for (const key of Reflect.ownKeys(iterator))
          found.push({ path: `iterator#${String(key)}`, owner: iterator, key })
      }
      return found
    },
  }

  addEventListener('error', (event) => put(`window saw an error: ${event.message}`))
  addEventListener('unhandledrejection', (event) => put(`window saw a rejection: ${t.describe(event.reason)}`))
  document.addEventListener('securitypolicyviolation', (event) => put(`policy violated: ${event.violatedDirective}`))

  return new NativePromise((resolve) => {
    const done = () => resolve(lines)
    const fail = (error: unknown) => {
      put(`the case failed: ${t.describe(error)}`)
      done()
    }
    setTimeout(() => fail('it took too long'), 20_000)
    try {
      // Calls the native `then`: the result may be a promise of another realm, or with a changed `then`.
      apply(then, NativePromise.resolve(run(t)), [done, fail])
    } catch (error) {
      fail(error)
    }
  })
}
