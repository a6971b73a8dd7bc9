/**
 * A hook written without care, as one does in an afternoon. It works, but a page can notice it, and so must the suite. Runs
 * as text before the first script of a document.
 */
export function carelessHook(): void {
  const scope = window as unknown as Record<string, unknown>
  scope['__carelessHook'] = true
  const said: string[] = []
  const say = (kind: string, detail: unknown) => {
    said.push(JSON.stringify({ kind, detail, stack: new Error().stack }))
    window.dispatchEvent(new CustomEvent('careless', { detail: said.at(-1) }))
  }

  const nativeFetch = window.fetch
  window.fetch = async (input, init) => {
    const request = new Request(input, init)
    say('fetch', { url: request.url, method: request.method, headers: [...request.headers] })
    const response = await nativeFetch(request)
    response
      .clone()
      .text()
      .then((text) => say('body', text.length))
    return response
  }

  const NativeSocket = window.WebSocket
  window.WebSocket = class WebSocket extends NativeSocket {
    id = Math.random()
    constructor(url: string | URL, protocols?: string | string[]) {
      super(String(url), protocols)
      say('socket', String(url))
      this.addEventListener('message', (event) => say('message', String(event.data)))
    }
    override send(data: string | ArrayBuffer) {
      say('send', String(data))
      super.send(data)
    }
  }

  const NativeSource = window.EventSource
  scope['EventSource'] = function EventSource(url: string, init?: EventSourceInit) {
    const source = new NativeSource(url, init)
    source.onmessage = (event) => say('event', event.data)
    return source
  }

  const { open, send } = XMLHttpRequest.prototype
  XMLHttpRequest.prototype.open = function (...args: unknown[]) {
    Object.assign(this, { seenUrl: String(args[1]) })
    return Reflect.apply(open, this, args)
  }
  XMLHttpRequest.prototype.send = function (body) {
    this.upload.addEventListener('progress', () => {})
    const handler = this.onreadystatechange
    this.onreadystatechange = function (event) {
      if (this.readyState === 4) say('xhr', this.responseText)
      handler?.call(this, event)
    }
    send.call(this, body)
  }

  const NativePeer = window.RTCPeerConnection
  scope['RTCPeerConnection'] = (configuration?: RTCConfiguration) => {
    const peer = new NativePeer(configuration)
    setInterval(() => peer.getStats().then((stats) => say('stats', stats.size)), 1000)
    return peer
  }

  const beacon = navigator.sendBeacon.bind(navigator)
  navigator.sendBeacon = (url, data) => {
    say('beacon', String(url))
    return beacon(url, data)
  }
}
