import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createHeaderTable, packedBytes } from '../../../src/core/wire-size/hpack.ts'
import { createPseudonyms } from '../../../src/format/redact/pseudonyms.ts'
import { createSecrets } from './secrets.ts'

const salt = (octet: number) => new Uint8Array(32).fill(octet)
const text = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9_-]{1,60}$/),
  fc.stringMatching(/^[0-9a-f]{8,64}$/),
  fc.stringMatching(/^[1-9][0-9]{2,18}$/),
  fc.string({ minLength: 1, maxLength: 40 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
)
const classes = (value: string) =>
  value
    .replace(/[0-9]/g, '0')
    .replace(/[a-z]/g, 'a')
    .replace(/[A-Z]/g, 'A')
    .replace(/[^\0-\x7f]/gu, 'é')

describe('the name of a value', () => {
  test('has its length in UTF-8 and UTF-16, and no letter of it in its place', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (value, isChosen) => {
        const name = createPseudonyms().of(value, '', isChosen)
        expect(name.length).toBe(value.length)
        expect(Buffer.byteLength(name)).toBe(Buffer.byteLength(value))
        if (/[a-zA-Z0-9]/.test(value)) expect(name).not.toBe(value)
      }),
    )
  })

  test('has its classes of characters, unless a person chose it', () => {
    fc.assert(
      fc.property(text, (value) => {
        // Of a value of which nothing could change (`AAAA`, `!!!!`) letters take the place.
        fc.pre(/[a-z1-9]/.test(value))
        expect(classes(createPseudonyms().of(value, '', false))).toBe(classes(value))
      }),
    )
  })

  test('takes as many octets in a path of HTTP/2', () => {
    const packed = (value: string) => packedBytes(createHeaderTable(), [[':path', `/${value}`]])
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9_.-]{1,80}$/), fc.boolean(), (value, isChosen) => {
        // Of a few values, such as `3` and `AA`, nothing could change without that.
        fc.pre((value.match(/[a-z1-9B-Z]/g) ?? []).length >= 3)
        expect(packed(createPseudonyms().of(value, '', isChosen))).toBe(packed(value))
      }),
    )
  })

  test('is the same for equal values, and another one for each other value', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, fc.boolean()), { maxLength: 60 }), (values) => {
        const names = createPseudonyms(salt(7))
        const byValue = new Map<string, string>()
        for (const [value, isChosen] of values) {
          const name = names.of(value, 'place', isChosen)
          expect(byValue.get(value) ?? name).toBe(name)
          byValue.set(value, name)
        }
        const long = [...byValue].filter(([value]) => value.replace(/[^a-z0-9]/gi, '').length >= 8)
        expect(new Set(long.map(([, name]) => name)).size).toBe(long.length)
      }),
    )
  })

  test('depends on the salt', () => {
    const value = createSecrets(1).random(32)
    expect(createPseudonyms(salt(1)).of(value, '', false)).not.toBe(createPseudonyms(salt(2)).of(value, '', false))
    expect(createPseudonyms(salt(1)).of(value, '', false)).toBe(createPseudonyms(salt(1)).of(value, '', false))
    expect(createPseudonyms().of(value, '', false)).not.toBe(createPseudonyms().of(value, '', false))
  })

  test('has as much in common with the name before it, at beginning and end, as the values have', () => {
    const shared = (a: string, b: string) => {
      let start = 0
      while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++
      let end = 0
      while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++
      return start + end
    }
    const word = fc.stringMatching(/^[a-z0-9]{0,12}$/)
    fc.assert(
      fc.property(word, word, word, word, (head, one, other, tail) => {
        const [first, second] = [`x${head}${one}${tail}y`, `x${head}${other}${tail}y`]
        const names = createPseudonyms(salt(3))
        const [a, b] = [names.of(first, 'p', false), names.of(second, 'p', false)]
        expect(shared(a, b)).toBe(shared(first, second))
      }),
    )
  })

  test('of an address is an address, of a number a number, of a UUID one of its version', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const { ipv4, uuid, digits } = createSecrets(seed)
      const names = createPseudonyms()
      expect(
        names
          .of(ipv4(), '', false)
          .split('.')
          .every((part) => Number(part) < 256 && String(Number(part)) === part),
      ).toBe(true)
      expect(names.of(uuid(), '', false)).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/)
      for (const isChosen of [true, false]) expect(names.of(digits(6 + (seed % 9)), '', isChosen)).toMatch(/^[1-9]\d+$/)
    }
  })

  test('that a person chose does not tell which of its characters were digits', () => {
    const places = new Set<number>()
    for (let octet = 1; octet < 60; octet++)
      places.add(createPseudonyms(salt(octet)).of('hunter7wolf', '', true).search(/\d/))
    expect(places.size).toBeGreaterThan(5)
  })
})
