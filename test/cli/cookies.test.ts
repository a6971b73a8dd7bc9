import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readCookies } from '../../src/cli/cookies.ts'

const folder = mkdtempSync(join(tmpdir(), 'duplex-cookies-'))
afterAll(() => rmSync(folder, { recursive: true }))

function cookiesIn(text: string) {
  const file = join(folder, 'cookies')
  writeFileSync(file, text)
  return readCookies(file)
}

const one = {
  name: 'sid',
  value: 'a=b',
  domain: 'site.test',
  path: '/x',
  expires: 1_900_000_000,
  secure: true,
  httpOnly: true,
}

test('cookies are read from a list, from a state of Playwright, and from a cookies.txt', () => {
  const list = [{ ...one, domain: '.site.test', sameSite: 'Lax' }]
  expect(cookiesIn(JSON.stringify(list))).toEqual([one])
  expect(cookiesIn(JSON.stringify({ cookies: list, origins: [] }))).toEqual([one])
  const lines = [
    '# Netscape HTTP Cookie File',
    '#HttpOnly_.site.test\tTRUE\t/x\tTRUE\t1900000000\tsid\ta=b',
    '',
    'b.test\tFALSE\t/\tFALSE\t0\tn\t',
  ]
  expect(cookiesIn(lines.join('\r\n'))).toEqual([one, { name: 'n', value: '', domain: 'b.test', path: '/' }])
})

test.each([
  ['a file that is not there', () => readCookies(join(folder, 'none')), /cannot be read \(ENOENT\)/],
  ['no JSON', () => cookiesIn('[{'), /is not valid JSON/],
  ['no cookie', () => cookiesIn('[{"name":1}, null]'), /holds no cookie/],
  ['some other text', () => cookiesIn('hello'), /holds no cookie/],
])('%s is refused in a sentence', (_what, read, why) => {
  expect(read).toThrow(why)
})
