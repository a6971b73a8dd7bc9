import { expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis.ts'
import type { CaptureEvent } from '../../src/core/event.ts'
import { createRedactor } from '../../src/format/redact.ts'
import { connection, every, page, session, streamed } from '../core/story.ts'

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
    const text = JSON.stringify(tell(secret).map((event) => redactor.redact(event)))
    expect(text).not.toContain(secret)
    expect(text).not.toContain(encodeURIComponent(secret))
  }
  expect(redactor.report().values).toBeGreaterThanOrEqual(planted.length)
})

test('what gives itself away is found anywhere', () => {
  const redactor = createRedactor()
  for (const secret of [secrets.jwt, secrets.mail, secrets.aws, secrets.card, secrets.address, `Bearer ${secrets.key}`])
    for (const event of connection('websocket', [[200, '<', `free text with ${secret} in it`]]))
      expect(JSON.stringify(redactor.redact(event))).not.toContain(secret)
})

test('equal secrets stay equal, lengths stay, and a second pass changes nothing', () => {
  const redactor = createRedactor()
  const text = `{"token":"${secrets.jwt}","again":"${secrets.jwt}","n":1790000000123}`
  const [event] = connection('websocket', [[200, '<', text]]).slice(2)
  const once = redactor.redact(event!) as { text: string }
  const [first, second] = [...once.text.matchAll(/\[redacted:\w+-\d+\]\**/g)].map((match) => match[0])
  expect(first).toBe(second)
  expect(once.text.length).toBe(text.length)
  expect(once.text).toContain('1790000000123')
  expect(redactor.redact(once as unknown as CaptureEvent)).toEqual(once)
})

test('binary that is no text is left out whole; pieces of text are redacted as text', () => {
  const redactor = createRedactor()
  const flow = { at: 1, doc: 'd', id: 1 }
  const binary: CaptureEvent = { type: 'message', ...flow, dir: 'in', kind: 'binary', bytes: 3, data: '//79' }
  expect(redactor.redact(binary)).toEqual({ type: 'message', ...flow, dir: 'in', kind: 'binary', bytes: 3, cut: true })
  const piece: CaptureEvent = { type: 'chunk', ...flow, bytes: 9, data: Buffer.from('data: é\n').toString('base64') }
  expect(redactor.redact(piece)).toEqual({ type: 'chunk', ...flow, bytes: 9, text: 'data: é\n' })
})

test('verdicts and counts of a redacted session are those of the whole one', () => {
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
  const redacted = analyze(session(told.map((event) => redactor.redact(event))), '').streams
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
