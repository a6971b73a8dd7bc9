import { expect, test } from 'vitest'
import { commandOf } from '../../panel/shortcuts.ts'

const key = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
})

test.each([
  [key('e', { ctrlKey: true }), 'record'],
  [key('E', { metaKey: true }), 'record'],
  [key('l', { ctrlKey: true }), 'clear'],
  [key('k', { metaKey: true }), 'clear'],
  [key('f', { ctrlKey: true }), 'find'],
  [key('Escape'), 'close'],
  [key('?'), 'help'],
  [key(']'), 'next-tab'],
  [key('['), 'previous-tab'],
  [key('a'), undefined],
  [key('e', { ctrlKey: true, altKey: true }), undefined],
])('%j asks for %s', (pressed, command) => expect(commandOf(pressed, false)).toBe(command))

test('plain keys belong to a focused text field, combinations with Ctrl do not', () => {
  expect(commandOf(key('?'), true)).toBeUndefined()
  expect(commandOf(key('['), true)).toBeUndefined()
  expect(commandOf(key('e', { ctrlKey: true }), true)).toBe('record')
  expect(commandOf(key('Escape'), true)).toBe('close')
})
