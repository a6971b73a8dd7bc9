import { markup } from './hostile-site.ts'

/**
 * A page that from its first script on impersonates the bridge to the hooks and the hooks to the bridge, and listens for
 * their messages. Its title shows what it received.
 */
export const forgingPage = `<!doctype html><title>forging</title><script>
const got = []
const own = new WeakSet()
for (const target of [window, document]) for (const type of ['load', 'message', 'records', 'flush', 'there'])
  target.addEventListener(type, (event) => {
    if (event instanceof MessageEvent && !own.has(event) && event.data?.kind !== 'batch') got.push(type + ' ' + event.data)
  }, true)
const forge = () => {
  for (const target of [document, window]) for (const data of [0, 1, 2, 'duplex:ask', 'duplex:wake']) {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => got.push('posted ' + JSON.stringify(data))
    for (const type of ['records', 'flush', 'there']) port2.addEventListener(type, () => got.push('asked ' + type))
    port1.postMessage(2)
    const event = new MessageEvent('load', { data, ports: [port2], cancelable: true })
    own.add(event)
    if (!target.dispatchEvent(event)) got.push('taken ' + data)
    port1.postMessage([{ type: 'connect', at: Date.now(), id: 1, api: 'websocket', url: 'ws://forged/' }])
  }
  postMessage({ kind: 'batch', doc: 'd', seq: 1, before: 0, oldest: 1, events: [] }, '*')
  const records = new MessageEvent('records', { data: [{ type: 'request', url: 'http://forged/' }] })
  own.add(records)
  dispatchEvent(records)
}
forge()
addEventListener('load', ({ isTrusted }) => isTrusted && setTimeout(async () => {
  forge()
  await fetch('/real').then((answer) => answer.text())
  forge()
  setTimeout(() => { document.title = 'got: ' + got.join(', ') }, 300)
}))
</script>`

/** A page that puts text resembling markup wherever a page or a server may choose a text. */
export const markupPage = `<!doctype html><title>markup</title><script>
const markup = ${JSON.stringify(markup)}
const socket = new WebSocket('ws://' + location.host + '/markup?' + markup)
socket.onmessage = () => socket.send(markup)
const source = new EventSource('/events?' + markup + '#' + markup)
source.addEventListener(markup, () => source.close())
source.onmessage = () => {}
fetch('/text?' + markup + '#' + markup, { method: 'POST', body: markup }).then((answer) => answer.text())
fetch('data:text/html,' + markup).then((answer) => answer.text())
const [one, two] = [new RTCPeerConnection(), new RTCPeerConnection()]
const gathered = (peer) => new Promise((resolve) => { peer.onicecandidate = ({ candidate }) => candidate ?? resolve() })
const channel = one.createDataChannel(markup, { protocol: markup })
channel.onopen = () => channel.send(markup)
two.ondatachannel = ({ channel }) => { channel.onmessage = () => { document.title = 'done' } }
const offered = gathered(one)
one.setLocalDescription().then(async () => {
  await offered
  await two.setRemoteDescription(one.localDescription)
  const answered = gathered(two)
  await two.setLocalDescription()
  await answered
  await one.setRemoteDescription(two.localDescription)
})
</script>`

/** Body of a function that passes unusual values to every hooked function, and returns what the page got. */
export const exotic = `
  const log = []
  const note = (name, value) => log.push(name + ': ' + value)
  const told = (error) => error?.name + ' ' + error?.message
  const socket = new WebSocket('ws://' + location.host + '/echo?exotic')
  socket.binaryType = 'arraybuffer'
  const echoes = []
  let heard = () => {}
  socket.onmessage = ({ data }) => { echoes.push(typeof data === 'string' ? 'text ' + [...data].map((c) => c.codePointAt(0)) : 'octets ' + new Uint8Array(data)); heard() }
  await new Promise((resolve) => { socket.onopen = resolve })
  const throwing = (key) => ({ [key]() { throw new RangeError('from ' + String(key)) } })
  const detached = new Uint8Array([1, 2, 3])
  structuredClone(detached, { transfer: [detached.buffer] })
  const resizable = new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 }))
  const cyclic = { toString() { return 'cyclic ' + (this.self === this) } }
  cyclic.self = cyclic
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const values = { surrogate: 'a\\ud800b', pair: '\\ud83d\\ude00', low: '\\udc00', nul: '\\0', empty: '', toString: throwing('toString'),
    toPrimitive: throwing(Symbol.toPrimitive), symbol: Symbol('s'), detached, view: new DataView(new ArrayBuffer(3), 1), resizable,
    shared: typeof SharedArrayBuffer === 'function' ? new Uint8Array(new SharedArrayBuffer(2)) : 'none', blob: new Blob(['bl\\ud800b']),
    cyclic, revoked: revoked.proxy, bigint: 12n, undefined, null: null, array: [1, [2]] }
  for (const name of Object.keys(values)) {
    try { note('send ' + name, socket.send(values[name])) } catch (error) { note('send ' + name, told(error)) }
  }
  socket.send('last')
  await new Promise((resolve) => { heard = () => echoes.at(-1) === 'text 108,97,115,116' && resolve(); heard() })
  note('echoes', JSON.stringify(echoes))
  for (const name of Object.keys(values)) {
    try { new WebSocket(values[name]).close(); note('url ' + name, 'a socket') } catch (error) { note('url ' + name, error?.name) }
    await fetch('/text?exotic', { method: 'POST', body: values[name] }).then(async (answer) => note('body ' + name, (await answer.text()).length), (error) => note('body ' + name, told(error)))
    try {
      const xhr = new XMLHttpRequest()
      xhr.open('POST', '/text?exotic-xhr')
      const over = new Promise((resolve) => { xhr.onloadend = resolve })
      xhr.send(values[name])
      await over
      note('xhr ' + name, xhr.status)
    } catch (error) { note('xhr ' + name, told(error)) }
    await fetch(values[name]).then((answer) => note('fetch ' + name, answer.status), (error) => note('fetch ' + name, error?.name))
  }
  const objectUrl = URL.createObjectURL(new Blob(['object']))
  note('object URL', await (await fetch(objectUrl)).text())
  URL.revokeObjectURL(objectUrl)
  note('revoked URL', await fetch(objectUrl).catch((error) => error.name))
  note('data URL', (await (await fetch('data:text/plain,' + 'd'.repeat(1000000))).text()).length)
  const getter = { get body() { throw new RangeError('from body') }, method: 'POST' }
  note('init', await fetch('/text', getter).catch(told))
  socket.close(4321, 'fin')
  await new Promise((resolve) => { socket.onclose = ({ code, reason }) => resolve(note('close', code + reason)) })
  return log`
