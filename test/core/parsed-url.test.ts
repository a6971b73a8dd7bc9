import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseUrl } from '../../src/core/base/parsed-url.ts'

test('a URL that a browser has resolved is taken apart as the browser does', () => {
  const urls = fc.webUrl({
    withQueryParameters: true,
    withFragments: true,
    validSchemes: ['http', 'https', 'ws', 'wss'],
  })
  fc.assert(
    fc.property(urls, (url) => {
      const { href, origin, protocol, host, pathname, search } = new URL(url)
      expect(parseUrl(href)).toMatchObject({ origin, protocol, host, pathname, search })
    }),
  )
})

test.each([
  ['http://127.0.0.1:80/a?b#c?d', { origin: 'http://127.0.0.1', pathname: '/a', search: '?b', trustworthy: true }],
  ['https://user:secret@site.test/a', { origin: 'https://site.test', pathname: '/a' }],
  ['https://SITE.test/a/../b', { origin: 'https://site.test', pathname: '/b' }],
  ['https://site.test#/?a', { pathname: '/', search: '' }],
  ['https://site.test/?', { pathname: '/', search: '' }],
  ['chrome-extension://abc/x', { origin: 'chrome-extension://abc', pathname: '/x' }],
  ['data:text/plain,a', { protocol: 'data:', host: '' }],
])('%s', (url, parts) => expect(parseUrl(url)).toMatchObject(parts))

test('a text that is no absolute URL is not parsed', () => {
  expect(parseUrl('/a')).toBeUndefined()
  expect(parseUrl('http://')).toBeUndefined()
  expect(parseUrl('')).toBeUndefined()
})
