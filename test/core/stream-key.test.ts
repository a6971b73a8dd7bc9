import { expect, test } from 'vitest'
import { createStreamKeys, streamKey } from '../../src/core/key/stream-key.ts'

interface Asked {
  url: string
  method?: string
  body?: string
  /** Milliseconds after the request before. */
  after?: number
}

/** The final keys of requests in order: replaced keys are those that took their place. */
function keysOf(requests: readonly (string | Asked)[]): string[] {
  const keys = createStreamKeys()
  const given: string[] = []
  let at = 0
  for (const one of requests) {
    const { url, method = 'GET', body, after = 2000 } = typeof one === 'string' ? { url: one } : one
    at += after
    const { key, replaced } = streamKey(keys, { method, url: `https://a.test${url}`, body, at })
    for (const { from, to } of replaced) for (const [index, old] of given.entries()) if (old === from) given[index] = to
    given.push(key)
  }
  return given
}
const streams = (requests: readonly (string | Asked)[]) => new Set(keysOf(requests)).size
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

test.each([
  ['a cache-buster', '/q?_=1790000000123', '/q?_=1790000000999'],
  ['a time under any name', '/q?x=1790000000123', '/q?x=1790000000999'],
  ['a random number', '/q?x=0.8234567123', '/q?x=0.1234567'],
  ['random letters under the name of a cache-buster', '/q?zx=a8f3kq', '/q?zx=pw20ci'],
  [
    'the counter of Engine.IO',
    '/socket.io/?EIO=4&transport=polling&t=P9xkd2a',
    '/socket.io/?EIO=4&transport=polling&t=vzGhOpq',
  ],
  ['a cursor', '/q?since=4', '/q?since=9'],
  ['a session that has begun', '/q?a=1', '/q?a=1&sid=AbCdEf'],
  ['a page number', '/q?page=1', '/q?page=2'],
  ['the order of parameters', '/q?a=1&b=2', '/q?b=2&a=1'],
  ['a matrix parameter', '/q;jsessionid=1', '/q'],
  ['a SockJS session', '/echo/123/abcdefgh/xhr', '/echo/456/zyxwvuts/xhr'],
])('%s does not split a stream', (_name, one, other) => expect(streams([one, other])).toBe(1))

test.each([
  ['a word in the path', '/quotes', '/news'],
  ['the value of a parameter', '/q?symbol=PINE', '/q?symbol=OAK'],
  ['the names of parameters', '/q?a=1', '/q?a=1&b=1'],
  ['a number in the path', '/rooms/1', '/rooms/2'],
  ['a word under the name of a cache-buster', '/q?t=daily', '/q?t=weekly'],
])('%s tells two pollers apart', (_name, one, other) => expect(streams([one, other, one, other, one, other])).toBe(2))

test.each([
  ['a counter', (n: number) => `/q?round=${n}`],
  ['a number in the path', (n: number) => `/item/${n * 7}/state`],
  ['a UUID in the path', (n: number) => `/i/3f2504e0-4f89-11d3-9a0c-0305e82c330${n}`],
  ['a word that is another each time', (n: number) => `/q?word=${'abcdefgh'[n]}`],
  ['a counter that runs backwards', (n: number) => `/q?left=${100 - n}`],
])('%s makes one stream, once it has been seen to change', (_name, url) => {
  expect(streams(numbers(2).map(url))).toBe(2)
  expect(streams(numbers(6).map(url))).toBe(1)
})

test('typed text is one stream at once, and searches that return are several', () => {
  const typed = ['re', 'rea', 'real', 'realt'].map((q) => ({ url: `/find?q=${q}`, after: 150 }))
  expect(streams(typed)).toBe(1)
  expect(streams([...typed, ...typed, ...typed])).toBe(1)
  const panels = ['up', 'rate', 'load'].map((q) => ({ url: `/api/query_range?query=${q}`, after: 1 }))
  expect(streams([...panels, ...panels, ...panels])).toBe(3)
})

test('many values at once are one burst, and several pollers when they return', () => {
  const round = (after: number) =>
    numbers(20).map((n) => ({
      url: `/api/query_range?query=metric${'abcdefghijklmnopqrstuvwxyz'[n]}`,
      after: n === 1 ? after : 1,
    }))
  expect(streams(round(0))).toBe(1)
  expect(streams([...round(0), ...round(5000), ...round(5000), ...round(5000)])).toBeGreaterThanOrEqual(20)
})

test('two pollers of one URL with cursors stay one stream, as a cursor never returns', () => {
  expect(streams(['/q?since=5', '/q?since=9', '/q?since=5', '/q?since=9', '/q?since=6'])).toBe(1)
})

test('operations of one URL are separated by the body', () => {
  const post = (...bodies: string[]) => streams(bodies.map((body) => ({ url: '/graphql', method: 'POST', body })))
  expect(post('{"operationName":"Prices","variables":{"a":1}}', '{"operationName":"Prices","variables":{"a":2}}')).toBe(
    1,
  )
  expect(post('{"operationName":"Prices"}', '{"operationName":"News"}')).toBe(2)
  expect(
    post('{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber"}', '{"jsonrpc":"2.0","id":2,"method":"eth_getLogs"}'),
  ).toBe(2)
  expect(post('[{"channel":"/meta/connect"}]', '[{"channel":"/meta/handshake"}]')).toBe(2)
  expect(post('{"query":"{ prices { a } }"}', '{"query":"query { news { a } }"}')).toBe(2)
  expect(post('{"action":"prices","n":1}', '{"action":"prices","n":2}', '{"action":"news","n":3}')).toBe(2)
  expect(post('action=heartbeat&data=1', 'data=2&action=heartbeat', 'action=save')).toBe(2)
  const persisted = (hash: string) => `/graphql?extensions=${encodeURIComponent(`{"sha256Hash":"${hash}"}`)}`
  expect(streams([persisted('a1'), persisted('b2'), persisted('a1'), persisted('b2')])).toBe(2)
})

const multipart = (operations: string) =>
  `------b1\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${operations}\r\n------b1\r\nContent-Disposition: form-data; name="0"; filename="a.png"\r\n`
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString()

test.each([
  ['extensions in a form', (name: string) => form({ extensions: `{"persistedQuery":{"sha256Hash":"${name}"}}` })],
  ['a document in a form', (name: string) => form({ query: `query ${name}($a: Int) { feed(a: $a) { id } }` })],
  ['a bare GraphQL document', (name: string) => `query ${name}($first: Int = 5) { items(first: $first) { id } }`],
  ['the first field of a bare GraphQL document', (name: string) => `{ ${name} { id } }`],
  [
    'XML-RPC',
    (name: string) => `<?xml version="1.0"?>\n<methodCall><methodName>${name}</methodName><params/></methodCall>`,
  ],
  [
    'SOAP 1.2',
    (name: string) =>
      `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header><x/></s:Header><s:Body>\n<m:${name} xmlns:m="u"/></s:Body></s:Envelope>`,
  ],
  [
    'a batch of OData',
    (name: string) =>
      `--b\r\nContent-Type: application/http\r\n\r\nGET ${name}(${name.length})?$top=1 HTTP/1.1\r\n\r\n--b--`,
  ],
  ['operations in a form', (name: string) => form({ operations: `{"operationName":"${name}"}` })],
  ['operations in a form of parts', (name: string) => multipart(`{"query":"mutation ${name} { add { id } }"}`)],
  ['a stored document', (name: string) => `{"documentId":"${name}"}`],
  ['the id of a stored document beside variables', (name: string) => `{"id":"${name}","variables":{"a":1}}`],
  [
    'a field of a form of parts',
    (name: string) => multipart('').replace('operations', 'doc_id').replace('\r\n\r\n', `\r\n\r\n${name}`),
  ],
])('operations are told by %s', (_, body) => {
  const post = (...names: string[]) => streams(names.map((name) => ({ url: '/api', method: 'POST', body: body(name) })))
  expect(post('Prices', 'News', 'Prices', 'News')).toBe(2)
  expect(post('Prices', 'Prices', 'Prices')).toBe(1)
})

test('an id without variables is a value like others', () => {
  const bodies = ['{"id":"a1","text":"x"}', '{"id":"b2","text":"y"}']
  expect(streams(bodies.map((body) => ({ url: '/api', method: 'POST', body })))).toBe(1)
})

test('a counter beside a name: requests of each name stay together when the counter is dropped from the key', () => {
  const names = ['Poll', 'Read', 'Poll', 'Read', 'Poll', 'Read', 'Poll', 'Poll', 'Read', 'Poll']
  const keys = keysOf(names.map((name, n) => `/rpc?ids=${name}&n.no=${1000 + 37 * n * n}`))
  const keyOf = new Map(names.map((name, n) => [name, keys[n]]))
  expect(keys).toEqual(names.map((name) => keyOf.get(name)))
  expect(keyOf.get('Poll')).not.toBe(keyOf.get('Read'))
})

test('a table that is sorted anew asks one thing', () => {
  const sorted = (column: number, dir: string, draw: number) =>
    `/rows?draw=${draw}&columns[0][data]=name&order[0][column]=${column}&order[0][dir]=${dir}&start=0&length=10`
  const urls = [0, 1, 0, 1, 0, 2, 1, 0].map((column, n) => sorted(column, n % 2 ? 'asc' : 'desc', n + 1))
  expect(streams(urls)).toBe(1)
})

test('batches of mostly equal operations have one key', () => {
  const batch = (...names: string[]) => `/trpc/${names.join(',')}?batch=1&input=%7B${names.length}%7D`
  expect(streams([batch('a', 'b', 'c'), batch('c', 'b', 'a', 'd'), batch('a', 'b', 'c')])).toBe(1)
  expect(streams([batch('a', 'b', 'c'), batch('x', 'y', 'z')])).toBe(2)
})

test('the pattern shows changing parts as a star', () => {
  const url = 'https://a.test/item/17?since=4&_=1790000000123&symbol=PINE'
  const { pattern, progress } = streamKey(createStreamKeys(), { method: 'GET', url, at: 0 })
  expect(pattern).toBe('https://a.test/item/17?since=*&_=*&symbol=PINE')
  expect(progress).toMatchObject({ cacheBusted: true, cursor: '4' })
})

test('a text that is no URL is its own key', () =>
  expect(streamKey(createStreamKeys(), { method: 'GET', url: 'nonsense', at: 0 }).pattern).toBe('nonsense'))
