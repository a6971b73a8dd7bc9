import { expect, test } from 'vitest'
import { analyze } from '../../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { eachMessage } from '../../../src/core/event/message-columns.ts'
import { createRedactor } from '../../../src/format/redact/redact.ts'
import { connection, every, page, session, streamed } from '../../core/story.ts'

const secrets = {
  jwt: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
  password: 'correct horse battery',
  mail: 'jane.doe@example.com',
  aws: 'AKIAIOSFODNN7EXAMPLE',
  card: '4111 1111 1111 1111',
  address: '203.0.113.42',
  key: 'k-93jf93jf93jf',
}
const planted = Object.values(secrets)

const places: [string, (secret: string) => CaptureEvent[]][] = [
  ['a JSON field', (secret) => connection('websocket', [[200, '<', `{"user":{"password":"${secret}"},"n":1}`]])],
  [
    'JSON inside JSON',
    (secret) =>
      connection('websocket', [[200, '>', JSON.stringify({ body: JSON.stringify({ access_token: secret }) })]]),
  ],
  ['a form', (secret) => every(1000, 1, () => ({ method: 'POST', send: `a=1&token=${encodeURIComponent(secret)}` }))],
  ['a query parameter', (secret) => every(1000, 1, () => ({ url: `/a?api_key=${encodeURIComponent(secret)}&x=1` }))],
  ['an event stream', (secret) => streamed('text/event-stream', [[200, `data: {"session":"${secret}"}\n\n`]])],
]

test.each(places)('no planted secret survives in %s', (_name, tell) => {
  const redactor = createRedactor()
  for (const secret of planted) {
    const text = JSON.stringify(tell(secret).flatMap((event) => redactor.redact(event)))
    expect(text).not.toContain(secret)
    expect(text).not.toContain(encodeURIComponent(secret))
  }
  expect(redactor.report().values).toBeGreaterThanOrEqual(planted.length)
})

const inOne = (text: string) => connection('websocket', [[200, '<', text]])
const at = (url: string) => every(1000, 1, () => ({ url }))

test.each<[string, string, CaptureEvent[]]>([
  ['a number', '482913', inOne('{"otp":482913,"n":1}')],
  ['an array', 'k93jf93', inOne('{"token":["k93jf93","k93jf93"]}')],
  ['an array over several lines', 'k93jf93', inOne('{"tokens": [\n  "k93jf93"\n]}')],
  ['an object under a telling name', 'k93jf93', inOne('{"credential":{"value":"k93jf93"}}')],
  ['what follows an escaped quote', 'REST', inOne('{"password":"abc\\"REST","n":1}')],
  ['what follows one in JSON inside JSON', 'REST', inOne(JSON.stringify({ body: '{"password":"abc\\"REST"}' }))],
  ['a field cut in the middle', 'k93jf', inOne('{"a":1,"secretKey":"k93jf')],
  ['an argument of GraphQL', 'k93jf', inOne('{"query":"mutation { login(password: \\"k93jf\\") { ok } }"}')],
  [
    'a form with plus signs',
    'horse',
    every(1000, 1, () => ({ method: 'POST', send: 'password=correct+horse+battery' })),
  ],
  ['an encoded form', 'example', every(1000, 1, () => ({ method: 'POST', send: 'who=jane.doe%40example.com&a=1' }))],
  ['a card in a form', '1111', every(1000, 1, () => ({ method: 'POST', send: 'c=4111+1111+1111+1111' }))],
  ['a digest', 'k93jf', inOne('sent Authorization: Digest username="jane", response="k93jf"')],
  ['a digest in JSON', 'k93jf', inOne('{"headers":"Authorization: Digest username=\\"jane\\", response=\\"k93jf\\""}')],
  ['a header of a frame', 'k93jf', inOne('CONNECT\nlogin:jane\npasscode:k93jf\n\n\0')],
  ['an element of XML', 'k93jf', inOne('<a><wsse:password type="t">k93jf</wsse:password></a>')],
  ['CDATA', 'k93jf', inOne('<password><![CDATA[k]93jf]]></password>'.replace('k]93jf', '<k93jf]'))],
  ['an attribute', 'k93jf', inOne('<user password="k93jf"/>')],
  ['a multipart form', 'k93jf', inOne('--x\r\nContent-Disposition: form-data; name="password"\r\n\r\nk93jf\r\n--x--')],
  ['an IPv6 address', '2001:db8', inOne('peer 2001:db8:0:1::7f, up')],
  ['an encoded name', 'k93jf', at('/a?access%5Ftoken=k93jf&b=1')],
  ['a URL in a parameter', 'k93jf', at(`/a?next=${encodeURIComponent('https://x.test/?token=k93jf')}&b=1`)],
  [
    'a URL in a URL in a parameter',
    'k93jf',
    at(`/a?n=${encodeURIComponent(`?m=${encodeURIComponent('?sid=k93jf')}`)}`),
  ],
  ['a fragment', 'k93jf', at('/a#access_token=k93jf')],
  ['a part of a path', 'xJ7dQ2mP9vR4tK8wZ1bN', at('/hooks/xJ7dQ2mP9vR4tK8wZ1bN/send')],
  [
    'the name of an event',
    'k93jf',
    [{ type: 'message', at: 1, doc: 'd', id: 1, dir: 'in', bytes: 1, name: 'token=k93jf' }],
  ],
  [
    'subprotocols',
    'k93jf',
    [
      {
        type: 'connect',
        at: 1,
        doc: 'd',
        id: 1,
        api: 'websocket',
        url: 'ws://x/',
        protocols: 'v1, access_token, k93jf',
      },
    ],
  ],
  ['a subprotocol', 'k93jf', [{ type: 'open', at: 1, doc: 'd', id: 1, protocol: 'bearer.k93jf' }]],
  ['extensions', 'k93jf', [{ type: 'open', at: 1, doc: 'd', id: 1, extensions: 'x; token=k93jf' }]],
  [
    'a reason',
    'k93jf',
    [{ type: 'unhooked', at: 1, url: 'http://x/', context: 'worker', why: 'it has {"token":"k93jf"}' }],
  ],
])('%s keeps no secret, and its size', (_name, secret, events) => {
  const redactor = createRedactor()
  const redacted = events.flatMap((event) => redactor.redact(event))
  expect(JSON.stringify(events)).toContain(secret)
  expect(JSON.stringify(redacted)).not.toContain(secret)
  const sizes = (all: readonly CaptureEvent[]) =>
    all.map((event) => Object.values(event).map((value) => (typeof value === 'string' ? value.length : 0)))
  expect(sizes(redacted)).toEqual(sizes(events))
})

test.each(
  [
    'secretKey',
    'newPassword',
    'user_password',
    'x_api_key',
    'X-Api-Key',
    'accessToken',
    'clientsecret',
    'JSESSIONID',
  ].map((name) => [name]),
)('%s is the name of a secret', (name) => {
  for (const text of [`{"${name}":"k93jf"}`, `a=1&${name}=k93jf`])
    for (const event of inOne(text)) expect(JSON.stringify(createRedactor().redact(event))).not.toContain('k93jf')
})

test('text that only resembles a secret is kept', () => {
  const texts = [
    '{"usage":{"tokens":128,"max_tokens":4096,"token_count":7},"token_type":"bearer"}',
    '{"author":"jane","monkey":"k","keyboard":"qwerty","emailVerified":true,"session":{"turns":3}}',
    '{"at":"12:34:56","mac":"aa:bb:cc:dd:ee:ff","code":"std::vector<int>","n":1790000000123}',
    'graphql-transport-ws, v12.stomp',
  ]
  const redactor = createRedactor()
  for (const text of texts) for (const event of inOne(text)) expect(redactor.redact(event)).toEqual([event])
  for (const event of at('/articles/Ten-Reasons-for-the-Year-2024/app-3f4e5a6b7c8d9e0f1a2b.js?page=2'))
    expect(redactor.redact(event)).toEqual([event])
})

test('a secret that the network cut in two is found, wherever the cut', () => {
  const text = `data: {"token":"${secrets.key}"}\n\ndata: ${secrets.jwt}\n\ndata: {"token": [\n"${secrets.key}"]}\n\n`
  const flow = { at: 1, doc: 'd', id: 1 }
  for (let cut = 1; cut < text.length; cut++) {
    const redactor = createRedactor()
    const pieces = [text.slice(0, cut), text.slice(cut)].map(
      (piece): CaptureEvent => ({
        type: 'chunk',
        ...flow,
        bytes: piece.length,
        text: piece,
      }),
    )
    const redacted = pieces.flatMap((piece) => redactor.redact(piece) as unknown as { text: string }[])
    const whole = redacted.map((piece) => piece.text).join('')
    expect(whole.length).toBe(text.length)
    expect(redacted.map((piece) => piece.text.length)).toEqual([cut, text.length - cut])
    // Fewer than five characters of a secret reveal nothing.
    for (const secret of [secrets.key, secrets.jwt])
      for (let from = 0; from + 5 <= secret.length; from++)
        expect(whole, `cut at ${cut}`).not.toContain(secret.slice(from, from + 5))
  }
})

test.each(
  [
    ...[
      'a',
      '1',
      '"',
      '\\',
      '\\"',
      '[',
      ' ',
      '\n',
      '=',
      '%41',
      '+',
      '@',
      '.',
      '-',
      ':',
      '<',
      'é',
      '\0',
      '1.',
      '1:',
      '1 1',
      'a@',
    ],
    ...[
      'eyJ',
      'eyJa.',
      '-----BEGIN ',
      '-----BEGIN A-----',
      'Bearer ',
      'token=',
      'key=',
      '"token":',
      '"token":"',
      '"token":[',
    ],
    ...[
      'password:',
      '<password>',
      'authorization: ="',
      'content-disposition: name="token"\n\n',
      'name="a" ',
      'xoxb-',
      '::',
      'v=0\r\na=x ',
      'v=0\r\ncandidate:1 1 udp 1 ',
      'a=fingerprint:a ',
    ],
  ].map((unit) => [unit]),
)('a quarter of a megabyte of %j takes time that grows no faster than its length', (unit) => {
  const time = (length: number) => {
    const text = unit.repeat(length / unit.length)
    const [, , event] = inOne(text)
    const [asked] = at(`/?${text}`)
    // The fastest of two runs, because other processes take time too.
    const times = [1, 2].map(() => {
      const redactor = createRedactor()
      const start = performance.now()
      redactor.redact(event!)
      redactor.redact({ ...asked!, url: `http://x.test/?${text}` } as CaptureEvent)
      return performance.now() - start
    })
    return Math.min(...times)
  }
  // Sixteen times the length; quadratic time would be 256 times as long. Less than three seconds are noise on a busy machine.
  expect(time(256 * 1024)).toBeLessThan(Math.max(3000, 60 * time(16 * 1024)))
})

test('secrets with a typical shape are found anywhere', () => {
  const redactor = createRedactor()
  for (const secret of [secrets.jwt, secrets.mail, secrets.aws, secrets.card, secrets.address, `Bearer ${secrets.key}`])
    for (const event of connection('websocket', [[200, '<', `free text with ${secret} in it`]]))
      expect(JSON.stringify(redactor.redact(event))).not.toContain(secret)
})

test('equal secrets stay equal, and lengths and times stay', () => {
  const redactor = createRedactor()
  const text = `{"token":"${secrets.jwt}","again":"${secrets.jwt}","n":1790000000123}`
  const [event] = connection('websocket', [[200, '<', text]]).slice(2)
  const [once] = redactor.redact(event!) as unknown as [{ text: string }]
  const { token, again, n } = JSON.parse(once.text) as { token: string; again: string; n: number }
  expect(token).toBe(again)
  expect(token).not.toBe(secrets.jwt)
  expect(once.text.length).toBe(text.length)
  expect(n).toBe(1_790_000_000_123)
})

test('octets without a text stay, and pieces of octets that are text are redacted as text', () => {
  const redactor = createRedactor()
  const flow = { at: 1, doc: 'd', id: 1 }
  const binary: CaptureEvent = { type: 'message', ...flow, dir: 'in', kind: 'binary', bytes: 3, data: '//79' }
  expect(redactor.redact(binary)).toEqual([binary])
  const octets = (text: string): CaptureEvent => ({
    type: 'chunk',
    ...flow,
    bytes: Buffer.byteLength(text),
    data: Buffer.from(text).toString('base64'),
  })
  expect(redactor.redact(octets('data: é\n'))).toEqual([octets('data: é\n')])
  const [hidden] = redactor.redact(octets('data: {"é":1,"password":"hunter2"}')) as unknown as [{ data: string }]
  expect(Buffer.from(hidden.data, 'base64').toString()).toMatch(/^data: \{"é":1,"password":"(?!hunter2)\w{7}"\}$/)
})

test('a redacted session has the verdicts and counts of the original', () => {
  const told = [
    ...page(),
    ...every(1000, 8, (i) => ({
      url: `/poll?token=${secrets.jwt}&_=${i}`,
      body: `{"token":"${secrets.jwt}","n":${i >> 1}}`,
    })),
    ...connection('websocket', [[200, '<', `{"mail":"${secrets.mail}"}`]]),
    ...streamed('text/event-stream', [[300, `data: {"password":"${secrets.password}"}\n\n`]]),
  ]
  const redactor = createRedactor()
  const plain = analyze(session(told), '').streams
  const redacted = analyze(session(told.flatMap((event) => redactor.redact(event))), '').streams
  const essence = (streams: typeof plain) =>
    streams.map(({ technique, requests, messagesIn, messagesOut, updates, wasted, cost }) => ({
      technique,
      requests,
      messagesIn,
      messagesOut,
      updates,
      wasted,
      cost,
    }))
  expect(essence(redacted)).toEqual(essence(plain))
})

test('each text of a run of messages is searched alone, and the run still tells them apart', () => {
  const texts = ['{"password":"hunter2secret"}', 'é', '{"password":"', 'hunter2secret"}']
  const lengths = texts.flatMap((text) => [0, Buffer.byteLength(text), text.length + 1])
  const event: CaptureEvent = {
    type: 'messages',
    at: 1,
    doc: 'd',
    id: 1,
    dir: 'in',
    count: texts.length,
    columns: Buffer.from(lengths).toString('base64'),
    text: texts.join(''),
  }
  const [redacted] = createRedactor().redact(event) as [typeof event]
  const seen: (string | undefined)[] = []
  eachMessage(redacted, (_at, bytes, payload) => {
    expect(Buffer.byteLength(payload!)).toBe(bytes)
    seen.push(payload)
  })
  expect(seen.length).toBe(texts.length)
  expect(seen[0]).not.toContain('hunter2')
  expect(seen[1]).toBe('é')
})
