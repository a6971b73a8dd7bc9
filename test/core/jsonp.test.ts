import { expect, test } from 'vitest'
import { withoutCallback } from '../../src/core/content/jsonp.ts'

test.each([
  ['jQuery17_1({"a":1});', '{"a":1}'],
  ['/**/ jQuery17_1({"a":1})', '{"a":1}'],
  ["/**/ typeof app.told === 'function' && app.told([]);\n", '[]'],
  ['told({"cut":', '{"cut":'],
])('%s hands over %s', (text, handedOver) => expect(withoutCallback(text)).toBe(handedOver))

test.each(['{"a":1}', '', '(1)', 'two words(1)', '17(1)'])('%s calls nothing', (text) =>
  expect(withoutCallback(text)).toBe(text),
)

test('a long text takes no longer for what it holds', () => {
  const blanks = ' '.repeat(1_000_000)
  expect(withoutCallback(blanks)).toBe(blanks)
  expect(withoutCallback(`told(1)${blanks}2`)).toBe(`1)${blanks}2`)
})
