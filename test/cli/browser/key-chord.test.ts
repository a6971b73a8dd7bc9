import { expect, test } from 'vitest'
import { parseChord } from '../../../src/cli/browser/key-chord.ts'

test.each([
  ['Enter', ['Enter']],
  ['Control+Shift+f', ['Control', 'Shift', 'f']],
  ['+', ['+']],
  ['Control++', ['Control', '+']],
])('%s', (text, keys) => {
  expect(parseChord(text)).toEqual(keys)
})
