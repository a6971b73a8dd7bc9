import { BinaryWriter } from '@bufbuild/protobuf/wire'
import { encode as messagePack } from '@msgpack/msgpack'
import { encode as cbor } from 'cborg'
import { type IConnectPacket, generate as mqttPacket } from 'mqtt-packet'
import type { CaptureEvent } from '../../../src/core/event/event.ts'

const flow = { at: 1_790_000_000_000, doc: 'd1', id: 1 }
const base64 = (octets: Uint8Array | string) => Buffer.from(octets as Uint8Array).toString('base64')

/** A message of text. */
export const message = (text: string): CaptureEvent[] => [
  { type: 'message', ...flow, dir: 'in', bytes: Buffer.byteLength(text), kind: 'text', text },
]
const mqttConnect = (fields: Partial<IConnectPacket>) =>
  mqttPacket({
    ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId: 'c', keepalive: 0 },
    ...fields,
  })
const octets = (data: Uint8Array): CaptureEvent[] => [
  { type: 'message', ...flow, dir: 'out', bytes: data.length, kind: 'binary', data: base64(data) },
]
const url = (value: string): CaptureEvent[] => [{ type: 'request', ...flow, api: 'fetch', method: 'GET', url: value }]
const body = (text: string): CaptureEvent[] => [
  {
    type: 'request',
    ...flow,
    api: 'fetch',
    method: 'POST',
    url: 'https://site.test/a',
    sent: Buffer.byteLength(text),
    text,
  },
]
const pieces = (texts: string[]): CaptureEvent[] =>
  texts.map((text) => ({ type: 'chunk', ...flow, bytes: Buffer.byteLength(text), text }))
const halves = (text: string, secret: string): string[] => {
  const at = text.indexOf(secret) + Math.ceil(secret.length / 2)
  return [text.slice(0, at), text.slice(at)]
}
const json = JSON.stringify

/** A place in a session where a secret may stand. */
export type Place = readonly [name: string, plant: (secret: string, name: string) => CaptureEvent[]]

const escapedName = (name: string) => `\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}`
const multipart = (name: string, value: string) =>
  `--xBoundary\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--xBoundary\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--xBoundary--\r\n`
const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Places where the name beside a value tells that it is a secret. */
export const namedPlaces: readonly Place[] = [
  ['JSON', (secret, name) => message(json({ user: { [name]: secret }, n: 1 }))],
  ['JSON with spaces', (secret, name) => message(json({ user: { [name]: secret }, n: 1 }, null, 2))],
  [
    'JSON a hundred levels deep',
    (secret, name) => message(`${'{"a":['.repeat(100)}${json({ [name]: secret })}${']}'.repeat(100)}`),
  ],
  ['JSON in a string in JSON', (secret, name) => message(json({ body: json({ data: json({ [name]: secret }) }) }))],
  ['JSON whose name has an escape', (secret, name) => message(`{"a":1,"${escapedName(name)}":${json(secret)}}`)],
  [
    'JSON whose value has escapes',
    (secret, name) =>
      message(
        `{"${name}":"${[...secret].map((one) => (one < '\x80' ? `\\u00${one.charCodeAt(0).toString(16)}` : one)).join('')}"}`,
      ),
  ],
  ['a list under the name', (secret, name) => message(json({ [name]: [secret, secret] }))],
  ['an object under the name', (secret, name) => message(json({ [name]: { current: secret } }))],
  ['JSON that is cut off', (secret, name) => message(json({ a: 1, [name]: `${secret} and more` }).slice(0, -6))],
  [
    'JSON after what is no JSON',
    (secret, name) => message(`{a: undefined, "b": [1,], ${json({ [name]: secret }).slice(1)}`),
  ],
  ['a name and a value', (secret, name) => message(json([{ name, value: secret }]))],
  ['a value and a name', (secret, name) => message(json([{ value: secret, key: name }]))],
  [
    'a pair',
    (secret, name) =>
      message(
        json({
          headers: [
            ['accept', '*/*'],
            [name, secret],
          ],
        }),
      ),
  ],
  ['names and values in turn', (secret, name) => message(json(['accept', '*/*', name, secret]))],
  [
    'GraphQL variables',
    (secret, name) =>
      body(json({ query: 'mutation($x: X) { go(x: $x) { id } }', variables: { input: { [name]: secret } } })),
  ],
  [
    'a GraphQL argument',
    (secret, name) => body(json({ query: `mutation { go(${name.replace(/-/g, '_')}: ${json(secret)}) { id } }` })),
  ],
  ['JSON-RPC', (secret, name) => message(json({ jsonrpc: '2.0', id: 1, method: 'a.b', params: { [name]: secret } }))],
  ['Socket.IO', (secret, name) => message(`42/chat,7${json(['join', { [name]: secret }])}`)],
  ['Engine.IO with lengths', (secret, name) => message(`30:42${json(['join', { [name]: secret }])}`)],
  ['SockJS', (secret, name) => message(`a${json([json({ [name]: secret })])}`)],
  [
    'SignalR',
    (secret, name) =>
      message(`${json({ type: 1, target: 'go', arguments: [{ [name]: secret }] })}\x1e${json({ type: 6 })}\x1e`),
  ],
  ['STOMP', (secret, name) => message(`CONNECT\nlogin:jane\n${name}:${secret}\n\n\0`)],
  ['a form', (secret, name) => body(`a=1&${name}=${encodeURIComponent(secret)}&b=2`)],
  [
    'a form with plus signs',
    (secret, name) => body(`a=1&${name}=${encodeURIComponent(secret).replaceAll('%20', '+')}`),
  ],
  ['a form of fields in fields', (secret, name) => body(`user[${name}]=${encodeURIComponent(secret)}&a=1`)],
  ['a form in JSON', (secret, name) => message(json({ body: `a=1&${name}=${encodeURIComponent(secret)}` }))],
  ['a multipart form', (secret, name) => body(multipart(name, secret))],
  [
    'XML',
    (secret, name) =>
      message(`<?xml version="1.0"?><a><${name.replace(/^\W/, '')} type="t">${xml(secret)}</${name}></a>`),
  ],
  [
    'SOAP',
    (secret, name) =>
      body(`<soap:Envelope><soap:Header><wsse:${name}>${xml(secret)}</wsse:${name}></soap:Header></soap:Envelope>`),
  ],
  ['CDATA', (secret, name) => message(`<a><${name}><![CDATA[${secret}]]></${name}></a>`)],
  ['an attribute', (secret, name) => message(`<user a="1" ${name}="${xml(secret)}"/>`)],
  [
    'a hidden field',
    (secret, name) => message(`<form><input type="hidden" name="${name}" value="${xml(secret)}"></form>`),
  ],
  [
    'XML-RPC',
    (secret, name) =>
      body(`<struct><member><name>${name}</name><value><string>${xml(secret)}</string></value></member></struct>`),
  ],
  [
    'a property list',
    (secret, name) => message(`<plist><dict><key>${name}</key><string>${xml(secret)}</string></dict></plist>`),
  ],
  ['a query', (secret, name) => url(`https://site.test/a?x=1&${name}=${encodeURIComponent(secret)}`)],
  [
    'a query with an encoded name',
    (secret, name) =>
      url(`https://site.test/a?%${name.charCodeAt(0).toString(16)}${name.slice(1)}=${encodeURIComponent(secret)}`),
  ],
  [
    'a query encoded twice',
    (secret, name) => url(`https://site.test/a?x=${encodeURIComponent(`y=1&${name}=${encodeURIComponent(secret)}`)}`),
  ],
  ['a fragment', (secret, name) => url(`https://site.test/a#${name}=${encodeURIComponent(secret)}&x=1`)],
  [
    'a fragment with a way of its own',
    (secret, name) => url(`https://site.test/#/a?${name}=${encodeURIComponent(secret)}`),
  ],
  ['a matrix parameter', (secret, name) => url(`https://site.test/a;${name}=${encodeURIComponent(secret)}/b?x=1`)],
  [
    'a URL in a query',
    (secret, name) =>
      url(`https://site.test/a?next=${encodeURIComponent(`https://x.test/?${name}=${encodeURIComponent(secret)}`)}`),
  ],
  [
    'a URL in JSON',
    (secret, name) => message(json({ next: `https://x.test/a?${name}=${encodeURIComponent(secret)}` })),
  ],
  [
    'a URL in a sentence',
    (secret, name) => message(`see (https://x.test/a?${name}=${encodeURIComponent(secret)}), please`),
  ],
  ['a relative URL in JSON', (secret, name) => message(json({ next: `/a?x=1&${name}=${encodeURIComponent(secret)}` }))],
  ['a line of a header', (secret, name) => message(`GET / HTTP/1.1\r\nHost: a\r\n${name}: ${secret}\r\n\r\n`)],
  [
    'a command of curl',
    (secret, name) => message(`curl -X POST -H '${name}: ${secret.replaceAll("'", '')}' https://x.test/`),
  ],
  [
    'a command of curl in JSON',
    (secret, name) => message(json({ hint: `curl -H "${name}: ${secret}" https://x.test/` })),
  ],
  ['MessagePack', (secret, name) => octets(messagePack({ a: [1, { [name]: secret }], t: new Date(0) }))],
  ['CBOR', (secret, name) => octets(cbor({ a: [1, { [name]: secret }], b: 1.5 }))],
  ['octets of JSON', (secret, name) => octets(Buffer.from(json({ [name]: secret })))],
  [
    'UTF-16',
    (secret, name) =>
      octets(Buffer.from(`\ufeff${json({ aa: 'bbbbbbbbbbbbbbbbbbbbbbb', [name]: secret })}`, 'utf16le')),
  ],
  ['base64', (secret, name) => message(json({ payload: base64(json({ [name]: secret })) }))],
  [
    'base64url',
    (secret, name) => url(`https://site.test/a?d=${Buffer.from(json({ [name]: secret })).toString('base64url')}`),
  ],
  [
    'a data URL',
    (secret, name) => message(json({ src: `data:application/json;base64,${base64(json({ [name]: secret }))}` })),
  ],
  ['an event stream', (secret, name) => pieces([`id: 1\nevent: a\ndata: ${json({ [name]: secret })}\n\n`])],
  ['two chunks', (secret, name) => pieces(halves(`data: ${json({ [name]: secret })}\n\n`, json(secret).slice(1, -1)))],
  [
    'two lines of two chunks',
    (secret, name) => pieces(halves(`{"a":1}\n${json({ [name]: secret })}\n`, json(secret).slice(1, -1))),
  ],
  [
    'two messages',
    (secret, name) => halves(json({ a: 1, [name]: secret }), json(secret).slice(1, -1)).flatMap(message),
  ],
  [
    'two messages of octets',
    (secret, name) =>
      halves(json({ a: 1, [name]: secret }), json(secret).slice(1, -1)).flatMap((text) => octets(Buffer.from(text))),
  ],
  [
    'a reason of a close',
    (secret, name) => [
      { type: 'close', ...flow, by: 'remote', code: 4001, reason: `bad ${name}=${secret.replaceAll(' ', '')}` },
    ],
  ],
]

/** Places where only the form of a value tells that it is a secret. */
export const namelessPlaces: readonly Place[] = [
  ['a field', (secret) => message(json({ a: { note: secret } }))],
  ['an element of a list', (secret) => message(json([1, [secret]]))],
  ['a name of a field', (secret) => message(json({ [secret]: 1 }))],
  ['a sentence', (secret) => message(`it is ${secret}, they say`)],
  ['a sentence in JSON', (secret) => message(json({ text: `it is "${secret}", they say` }))],
  ['a query', (secret) => url(`https://site.test/a?zz=${encodeURIComponent(secret)}&x=1`)],
  ['a path', (secret) => url(`https://site.test/a/${encodeURIComponent(secret)}/b`)],
  ['a fragment', (secret) => url(`https://site.test/a#${encodeURIComponent(secret)}`)],
  ['a form', (secret) => body(`a=1&zz=${encodeURIComponent(secret)}`)],
  ['XML', (secret) => message(`<a><b>${secret}</b></a>`)],
  ['base64', (secret) => message(json({ payload: base64(json({ note: secret })) }))],
  ['Protocol Buffers', (secret) => octets(new BinaryWriter().uint32(8).uint32(150).uint32(18).string(secret).finish())],
  ['the id of an event', (secret) => [{ type: 'message', ...flow, dir: 'in', bytes: 2, text: 'hi', eventId: secret }]],
  ['the name of an event', (secret) => [{ type: 'message', ...flow, dir: 'in', bytes: 2, text: 'hi', name: secret }]],
  ['an id in an event stream', (secret) => pieces([`id: ${secret}\ndata: hi\n\n`])],
  [
    'a topic of MQTT',
    (secret) =>
      octets(
        mqttPacket({
          cmd: 'publish',
          topic: 'a/b',
          payload: json({ note: secret }),
          qos: 0,
          dup: false,
          retain: false,
        }),
      ),
  ],
  [
    'octets of no known format',
    (secret) =>
      octets(Buffer.concat([Buffer.from([1, 2, 3, 255, 0]), Buffer.from(` ${secret} `), Buffer.from([254, 0, 7])])),
  ],
  ['the label of a data channel', (secret) => [{ type: 'channel', ...flow, channel: 1, label: secret, state: 'open' }]],
  [
    'a sub-protocol',
    (secret) => [
      {
        type: 'connect',
        ...flow,
        api: 'websocket',
        url: 'wss://site.test/',
        protocols: `v1.chat, ${secret.replace(/[,\s@]/g, '')}`,
      },
    ],
  ],
  ['a media type', (secret) => [{ type: 'response', ...flow, status: 200, contentType: `text/plain; note=${secret}` }]],
]

/** Places of a kind of secret of their own, which each has one of. */
export const ownPlaces: readonly (readonly [
  name: string,
  kind: 'chosen' | 'token' | 'fingerprint' | 'ipv4',
  plant: (secret: string) => CaptureEvent[],
])[] = [
  ['user and password of a URL', 'token', (secret) => url(`https://jane:${secret}@site.test/a`)],
  [
    'user and password of a URL in JSON',
    'token',
    (secret) => message(json({ repository: `https://${secret}@git.test/a.git` })),
  ],
  ['a bearer token', 'token', (secret) => message(json({ headers: { Authorization: `Bearer ${secret}` } }))],
  ['a bearer token in a sentence', 'token', (secret) => message(`sent with Bearer ${secret} today`)],
  ['a cookie', 'token', (secret) => message(`Cookie: theme=dark; sid=${secret}`)],
  ['a cookie that is set', 'token', (secret) => message(json({ 'set-cookie': [`sid=${secret}; Path=/; HttpOnly`] }))],
  ['a digest', 'token', (secret) => message(`Authorization: Digest username="jane", realm="a", response="${secret}"`)],
  [
    'the password of MQTT',
    'token',
    (secret) => octets(mqttConnect({ username: 'jane', password: Buffer.from(secret) })),
  ],
  [
    'the password of MQTT 5',
    'token',
    (secret) =>
      octets(
        mqttConnect({
          protocolVersion: 5,
          username: 'jane',
          password: Buffer.from(secret),
          properties: { sessionExpiryInterval: 10 },
        }),
      ),
  ],
  [
    'a token of Kubernetes',
    'token',
    (secret) => [
      {
        type: 'connect',
        ...flow,
        api: 'websocket',
        url: 'wss://site.test/',
        protocols: `base64url.bearer.authorization.k8s.io.${Buffer.from(secret).toString('base64url')}, v4.channel.k8s.io`,
      },
    ],
  ],
  ['an entry after a word', 'token', (secret) => [{ type: 'open', ...flow, protocol: `access_token, ${secret}` }]],
  [
    'an argument of a login',
    'token',
    (secret) => message(json({ id: 1, method: 'mining.authorize', params: ['worker', secret] })),
  ],
  ['an argument of an event', 'token', (secret) => message(`42${json(['authenticate', secret])}`)],
  [
    'SDP: ufrag',
    'token',
    (secret) => message(json({ type: 'offer', sdp: `v=0\r\no=- 46 2 IN IP4 127.0.0.1\r\na=ice-ufrag:${secret}\r\n` })),
  ],
  ['SDP: pwd', 'token', (secret) => message(json({ type: 'offer', sdp: `v=0\r\na=ice-pwd:${secret}\r\n` }))],
  [
    'SDP: key of SRTP',
    'token',
    (secret) => message(json({ sdp: `v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${secret}|2^20\r\n` })),
  ],
  ['SDP: fingerprint', 'fingerprint', (secret) => message(json({ sdp: `v=0\r\na=fingerprint:sha-256 ${secret}\r\n` }))],
  ['SDP: address', 'ipv4', (secret) => message(json({ sdp: `v=0\r\nc=IN IP4 ${secret}\r\n` }))],
  [
    'a candidate',
    'ipv4',
    (secret) => message(json({ candidate: `candidate:1 1 udp 2122260223 ${secret} 51234 typ host generation 0` })),
  ],
  [
    'a related address',
    'ipv4',
    (secret) =>
      message(json({ candidate: `candidate:1 1 udp 2122260223 x.local 51234 typ srflx raddr ${secret} rport 1` })),
  ],
  [
    'the fragment of a candidate',
    'token',
    (secret) => message(json({ candidate: `candidate:1 1 udp 21 x.local 5 typ host ufrag ${secret}` })),
  ],
  [
    'a credential of TURN',
    'token',
    (secret) => message(json({ iceServers: [{ urls: 'turn:turn.test', username: 'jane', credential: secret }] })),
  ],
  [
    'a user of TURN',
    'token',
    (secret) => message(json({ iceServers: [{ urls: 'turn:turn.test', username: secret, credential: 'x' }] })),
  ],
  ['a device', 'token', (secret) => message(json({ deviceId: secret, kind: 'audioinput' }))],
  [
    'an address of a connection',
    'ipv4',
    (secret) => [
      {
        type: 'stats',
        ...flow,
        sent: 1,
        received: 1,
        packetsSent: 1,
        packetsReceived: 1,
        packetsLost: 0,
        local: `host ${secret}:5000`,
      },
    ],
  ],
  ['an option of a command', 'token', (secret) => message(`deploy --verbose --api-token ${secret} --to prod`)],
  ['a variable of an environment', 'token', (secret) => message(`export GITHUB_TOKEN=${secret}\nexport A=1`)],
  ['a setting in YAML', 'token', (secret) => message(`user: jane\npassword: ${secret}\n`)],
  ['a statement of JavaScript', 'token', (secret) => message(`const apiKey = '${secret}'; call(apiKey)`)],
  ['words that recover a wallet', 'chosen', (secret) => message(json({ mnemonic: `${secret} zoo vote army` }))],
  ['a call that stores it', 'token', (secret) => message(`localStorage.setItem('access_token', '${secret}')`)],
  ['a value after an arrow', 'token', (secret) => message(`{ "password" => "${secret}" }`)],
  [
    'quotes as entities',
    'token',
    (secret) => message(`<div data-x="{&quot;token&quot;:&quot;${secret}&quot;}"></div>`),
  ],
  ['an attribute in single quotes', 'token', (secret) => message(`<div data-x='{"token":"${secret}"}'></div>`)],
  ['a comment of HTML', 'token', (secret) => message(`<p><!-- password=${secret} --></p>`)],
  ['a field of type password', 'chosen', (secret) => message(`<input type="password" value="${secret}">`)],
  ['a user with an at sign', 'token', (secret) => url(`https://jane@site.test:${secret}@git.test/a`)],
  ['a way within the page', 'token', (secret) => url(`https://site.test/#/reset/${secret}`)],
  ['a patch of JSON', 'chosen', (secret) => message(json([{ op: 'replace', path: '/user/password', value: secret }]))],
  ['a message that authenticates', 'token', (secret) => message(json({ type: 'auth', data: secret }))],
  ['a name that may mean one', 'token', (secret) => message(json([{ name: 'state', value: secret }]))],
  ['a header of its own', 'token', (secret) => message(`GET / HTTP/1.1\r\nX-Session-Context: ${secret}\r\n\r\n`)],
  ['the user of MQTT, alone', 'token', (secret) => octets(mqttConnect({ username: secret }))],
  [
    'printable Protocol Buffers',
    'token',
    (secret) => octets(new BinaryWriter().uint32(10).string(secret).uint32(50).string(secret).finish()),
  ],
  ['a code of OAuth', 'token', (secret) => url(`https://site.test/cb?code=${secret}&state=${secret}`)],
  ['a part of a path after a word', 'token', (secret) => url(`https://site.test/reset-password/${secret}`)],
]
