import { expect, test } from 'vitest'
import { createHeaderTable, type HeaderField, packedBytes } from '../../src/core/wire-size/hpack.ts'
import { requestBytes } from '../../src/core/wire-size/http-bytes.ts'

const request = (scheme: string, path: string, ...more: HeaderField[]): HeaderField[] => [
  [':method', 'GET'],
  [':scheme', scheme],
  [':path', path],
  [':authority', 'www.example.com'],
  ...more,
]

// RFC 7541, appendix C.4: three requests on one connection, with Huffman coding.
test('requests take as many octets as in the examples of the standard', () => {
  const table = createHeaderTable()
  expect(packedBytes(table, request('http', '/'))).toBe(17)
  expect(packedBytes(table, request('http', '/', ['cache-control', 'no-cache']))).toBe(12)
  expect(packedBytes(table, request('https', '/index.html', ['custom-key', 'custom-value']))).toBe(24)
  expect(table.size).toBe(164)
})

// RFC 7541, appendix C.6.1, first response. The table of the example holds 256 octets, which this response does not fill.
test('a response takes as many octets as in the example of the standard', () => {
  const fields: HeaderField[] = [
    [':status', '302'],
    ['cache-control', 'private'],
    ['date', 'Mon, 21 Oct 2013 20:13:21 GMT'],
    ['location', 'https://www.example.com'],
  ]
  // The example puts the status into the table, and Chromium no pseudo field: the octets are as many either way.
  expect(packedBytes(createHeaderTable(), fields)).toBe(54)
})

test('pseudo fields that change with each request do not fill the table', () => {
  const table = createHeaderTable()
  const poll = (index: number) =>
    packedBytes(table, request('https', `/poll?_=${1_790_000_000_000 + index}`, ['accept', '*/*']))
  poll(0)
  const { size } = table
  const [second, last] = [poll(1), poll(1000)]
  expect([second, last, table.size]).toEqual([second, second, size])
  expect(second).toBeLessThan(30)
})

test('the table stays within 4096 octets, and fields that were evicted cost their full size again', () => {
  const table = createHeaderTable()
  const one: HeaderField[] = [['x-first', 'a'.repeat(100)]]
  const first = packedBytes(table, one)
  expect(packedBytes(table, one)).toBe(1)
  for (let index = 0; index < 40; index++) packedBytes(table, [[`x-${index}`, 'b'.repeat(100)]])
  expect(table.size).toBeLessThanOrEqual(4096)
  expect(packedBytes(table, one)).toBe(first)
})

// Chromium 156 sent a HEADERS frame of 83 octets for this request, after the document and a script over one connection.
test('the first request of a script costs only the fields that differ from those of its document', () => {
  const origin = 'https://127.0.0.1:42749'
  const agent =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36'
  const connection = { protocol: 'h2', requests: 1, table: createHeaderTable() }
  const ask = () =>
    requestBytes(
      { method: 'GET', url: `${origin}/events`, sent: 0, kind: 'event-stream' },
      { userAgent: agent, referrer: `${origin}/?sse`, worker: false },
      connection,
    )
  const first = ask()
  expect(Math.abs(first - 83) / 83).toBeLessThan(0.1)
  expect(ask()).toBeLessThan(first / 2)
})
