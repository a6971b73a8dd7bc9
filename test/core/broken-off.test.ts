import { expect, test } from 'vitest'
import { wholeOf } from '../../src/core/traffic/broken-off.ts'

// An event stream over HTTP/2 that its page closed. The server's frames were a head of 40 octets and six pieces, each with a frame
// header of nine octets. Chromium's total was 795 octets, which lacks the last piece.
const head = 40 + 9
const pieces = [169, 170, 145, 151, 66, 166].map((octets) => octets + 9)
const down = pieces.reduce((sum, octets) => sum + octets)
const lastDown = pieces.at(-1)!
const true_ = head + down

test('the last piece is added to a total that would leave less than any response head without it', () => {
  expect(true_ - lastDown).toBe(795)
  expect(wholeOf(795, undefined, { down, lastDown })).toBe(true_)
})

test('a total that lacks no piece stays as it is', () =>
  expect(wholeOf(true_, undefined, { down, lastDown })).toBe(true_))

test('where the size of the head is known, a response is at least head and pieces', () => {
  expect(wholeOf(795, head, { down, lastDown })).toBe(true_)
  expect(wholeOf(true_ + 5, head, { down, lastDown })).toBe(true_ + 5)
})

test('where the page read nothing of the body, the total is used as it is', () =>
  expect(wholeOf(120, undefined, { down: 0, lastDown: 0 })).toBe(120))
