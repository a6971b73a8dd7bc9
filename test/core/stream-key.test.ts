import { expect, test } from 'vitest'
import { streamKey } from '../../src/core/stream-key.ts'

const key = (url: string, method = 'GET', body?: string) => streamKey(method, `https://a.test${url}`, body).key

test.each([
  ['a cache-buster', '/q?_=1790000000123', '/q?_=1790000000999'],
  ['a time under any name', '/q?x=1790000000123', '/q?x=1790000000999'],
  ['a cursor', '/q?since=4', '/q?since=9'],
  ['a session that has begun', '/q?a=1', '/q?a=1&sid=AbCdEf'],
  ['a page number', '/q?page=1', '/q?page=2'],
  ['typed text', '/q?q=re', '/q?q=realtime'],
  ['a number in the path', '/item/17/state', '/item/18/state'],
  ['a UUID in the path', '/i/3f2504e0-4f89-11d3-9a0c-0305e82c3301', '/i/9c858901-8a57-4791-81fe-4c455b099bc9'],
  ['the order of parameters', '/q?a=1&b=2', '/q?b=2&a=1'],
  ['a matrix parameter', '/q;jsessionid=1', '/q'],
])('%s does not split a stream', (_name, one, other) => expect(key(one)).toBe(key(other)))

test.each([
  ['a word in the path', '/quotes', '/news'],
  ['the value of a stable parameter', '/q?symbol=PINE', '/q?symbol=OAK'],
  ['the names of parameters', '/q?a=1', '/q?a=1&b=1'],
])('%s tells streams apart', (_name, one, other) => expect(key(one)).not.toBe(key(other)))

test('one URL serves several operations, told apart by the body', () => {
  const operation = (body: string) => key('/graphql', 'POST', body)
  expect(operation('{"operationName":"Prices","variables":{"a":1}}')).toBe(
    operation('{"operationName":"Prices","variables":{"a":2}}'),
  )
  expect(operation('{"operationName":"Prices"}')).not.toBe(operation('{"operationName":"News"}'))
  expect(operation('{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber"}')).not.toBe(
    operation('{"jsonrpc":"2.0","id":2,"method":"eth_getLogs"}'),
  )
  expect(operation('[{"channel":"/meta/connect"}]')).not.toBe(operation('[{"channel":"/meta/handshake"}]'))
  expect(operation('{"query":"{ prices { a } }"}')).not.toBe(operation('{"query":"query { news { a } }"}'))
})

test('the pattern shows what changes as a star', () => {
  const { pattern, cacheBusted, cursor } = streamKey(
    'GET',
    'https://a.test/item/17?since=4&_=1790000000123&symbol=PINE',
  )
  expect({ pattern, cacheBusted, cursor }).toEqual({
    pattern: 'https://a.test/item/*?since=*&_=*&symbol=PINE',
    cacheBusted: true,
    cursor: '4',
  })
})

test('what is no URL is its own key', () => expect(streamKey('GET', 'nonsense').pattern).toBe('nonsense'))
