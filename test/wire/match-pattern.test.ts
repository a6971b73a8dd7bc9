import { expect, test } from 'vitest'
import { isMatchPattern, matchPatterns, patternOfSite } from '../../src/wire/match-pattern.ts'

test.each([
  ['<all_urls>', true],
  ['*://*/*', true],
  ['https://example.org/*', true],
  ['*://*.example.org/a/*', true],
  ['http://127.0.0.1/*', true],
  ['file:///home/*', true],
  ['example.org', false],
  ['https://example.org', false],
  ['https://example.org:8080/*', false],
  ['https://ex*mple.org/*', false],
  ['ftp://example.org/*', false],
  ['*://user@example.org/*', false],
  ['https://a%b/*', false],
  ['https://a<b/*', false],
  ['*://256.256.256.256/*', false],
  ['*://./*', false],
  ['', false],
])('%s is a match pattern for both browsers: %s', (text, is) => {
  expect(isMatchPattern(text)).toBe(is)
})

test('only valid patterns of the stored value are taken, each once', () => {
  expect(matchPatterns(['<all_urls>', 'nonsense', 7, null, '<all_urls>', 'http://a/*'])).toEqual([
    '<all_urls>',
    'http://a/*',
  ])
  expect(matchPatterns('<all_urls>')).toEqual([])
  expect(matchPatterns(undefined)).toEqual([])
})

test('the pattern of a site covers its host at every port', () => {
  expect(patternOfSite('http://127.0.0.1:8080/page?x#y')).toBe('*://127.0.0.1/*')
  expect(patternOfSite('http://[::1]:8080/')).toBeUndefined() // Firefox has no pattern for an IPv6 host
  expect(patternOfSite('about:blank')).toBeUndefined()
  expect(patternOfSite('nonsense')).toBeUndefined()
})
