import fc from 'fast-check'
import { expect, test } from 'vitest'
import { requestParts } from '../../src/core/key/request-parts.ts'
import { createStreamKeys, type StreamKey, streamKey } from '../../src/core/key/stream-key.ts'

// Few names and values, so that requests are often equal in parts, and parameters of every class.
const value = fc.constantFrom(
  '',
  '1',
  '2',
  '17',
  'PINE',
  'a%20b',
  '1790000000123',
  '1790000009999',
  'AbCdEf0123456789xyzw',
  '0.82',
)
const parameter = fc
  .tuple(fc.constantFrom('q', '_', 'since', 'sid', 'page', 'symbol'), value)
  .map(([name, text]) => `${name}=${text}`)
const path = fc.constantFrom(
  '/quotes',
  '/rooms/1',
  '/rooms/2',
  '/a/123/abcdefgh/xhr',
  '/trpc/a,b',
  '/trpc/b',
  '/x;jsessionid=4',
)
const url = fc
  .tuple(path, fc.array(parameter, { maxLength: 3 }))
  .map(([place, query]) => `https://a.test${place}${query.length > 0 ? `?${query.join('&')}` : ''}`)
const body = fc.constantFrom(
  undefined,
  undefined,
  '{"method":"one"}',
  '[{"method":"one"},{"method":"two"}]',
  'action=poll',
)
const request = fc.record({ method: fc.constantFrom('GET', 'POST'), url, body })

test('a request has the parts after another one that it has by itself', () => {
  const seed = Date.now()
  fc.assert(
    fc.property(request, request, (one, other) => {
      const before = requestParts(one.method, one.url, one)
      expect(requestParts(other.method, other.url, other, before)).toEqual(requestParts(other.method, other.url, other))
    }),
    { seed, numRuns: 1000, verbose: true },
  )
})

// The pattern is left out: it is for people, and the first pattern of a key stays.
const essence = ({ pattern: _, ...rest }: StreamKey) => rest

test('keys do not depend on whether earlier requests are remembered', () => {
  const seed = Date.now()
  fc.assert(
    fc.property(fc.array(request, { minLength: 2, maxLength: 40 }), (requests) => {
      const remembering = createStreamKeys()
      const forgetful = createStreamKeys()
      for (const [index, one] of requests.entries()) {
        const asked = { ...one, at: 1_790_000_000_000 + index * 700 }
        forgetful.known.clear()
        forgetful.paths.clear()
        forgetful.latest = undefined
        expect(essence(streamKey(remembering, asked))).toEqual(essence(streamKey(forgetful, asked)))
      }
    }),
    { seed, numRuns: 300, verbose: true },
  )
})
