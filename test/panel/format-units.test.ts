import { describe, expect, test } from 'vitest'
import {
  formatBytes,
  formatMagnitude,
  formatPercent,
  formatRate,
  formatTime,
  joined,
  plural,
} from '../../panel/present/words/format-units.ts'

describe('bytes have at most three significant digits', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [48_260, '48.3 kB'],
    [99_949, '99.9 kB'],
    [99_951, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [4_812_000, '4.8 MB'],
    [3e15, '3000 TB'],
  ])('%d bytes are %s', (bytes, text) => expect(joined(formatBytes(bytes))).toBe(text))
})

describe('times choose their unit', () => {
  test.each([
    [0, '0 ms'],
    [0.42, '0.4 ms'],
    [3, '3 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [5812, '5.8 s'],
    [60_000, '60.0 s'],
    [120_000, '2.0 min'],
    [7_200_000, '2.0 h'],
  ])('%d ms are %s', (ms, text) => expect(joined(formatTime(ms))).toBe(text))
})

test('a share is never rounded to all or nothing', () => {
  expect(joined(formatPercent(0))).toBe('0 %')
  expect(joined(formatPercent(0.0001))).toBe('<0.1 %')
  expect(joined(formatPercent(0.614))).toBe('61 %')
  expect(joined(formatPercent(0.9969))).toBe('99.7 %')
  expect(joined(formatPercent(0.99999))).toBe('>99.9 %')
  expect(joined(formatPercent(1))).toBe('100 %')
})

test('slow rates are per minute', () => {
  expect(joined(formatRate(12))).toBe('12.0/s')
  expect(joined(formatRate(0.05))).toBe('3.0/min')
})

test('large counts are shortened', () => {
  expect(joined(formatMagnitude(0.2))).toBe('0.2')
  expect(joined(formatMagnitude(1_234_000))).toBe('1.2 M')
})

test('nouns follow their number', () => {
  expect(plural(1, 'stream')).toBe('1 stream')
  expect(plural(3402, 'stream')).toBe('3,402 streams')
})
