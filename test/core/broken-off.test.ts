import { expect, test } from 'vitest'
import { wholeOf } from '../../src/core/traffic/broken-off.ts'

// An event stream over HTTP/2 that its page closed, as a server's frames were: a head of 40 octets and six pieces, each with a
// frame header of nine. Chromium's total was 795, which is all but the last piece.
const head = 40 + 9
const pieces = [169, 170, 145, 151, 66, 166].map((octets) => octets + 9)
const down = pieces.reduce((sum, octets) => sum + octets)
const lastDown = pieces.at(-1)!
const true_ = head + down

test('a total that lacks the last piece gets it, where no head is as short as what is left', () => {
  expect(true_ - lastDown).toBe(795)
  expect(wholeOf(795, undefined, { down, lastDown })).toBe(true_)
})

test('a total that lacks nothing stays as it is', () =>
  expect(wholeOf(true_, undefined, { down, lastDown })).toBe(true_))

test('where the head is known, nothing is less than head and pieces', () => {
  expect(wholeOf(795, head, { down, lastDown })).toBe(true_)
  expect(wholeOf(true_ + 5, head, { down, lastDown })).toBe(true_ + 5)
})

test('of a body that nobody read the total is all there is', () =>
  expect(wholeOf(120, undefined, { down: 0, lastDown: 0 })).toBe(120))
