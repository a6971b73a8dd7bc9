import { expect, test } from 'vitest'
import { docComments } from '../../src/build/doc-comments.ts'

const source = `
/** Not of this: something stands between. */
const other = 1
export interface Bare extends Base, Far { plain: string }
/**
 * Of two
 *   lines, with a * in it.
 */
export interface Told {
  /** Always so. */
  type: 'told'
  // No doc comment.
  one?: Named
  /* Nor this. */ two: 'a' | 'b'
  /** Of the third. */
  three: Away.Named
}
/** Of a type. */
type Named = 'x'
export const table = {
  /** Of a. */
  a: 1,
  b: 2,
  ...other,
} as const satisfies Record<string, number>
`

test('doc comments are found where they stand, each as one line', () => {
  const { interfaces, types, properties } = docComments('source.ts', source)
  expect(interfaces.get('Bare')).toMatchObject({ doc: '', extends: ['Base', 'Far'] })
  const { doc, members } = interfaces.get('Told')!
  expect(doc).toBe('Of two lines, with a * in it.')
  expect([...members]).toEqual([
    ['type', { doc: 'Always so.', type: undefined, literal: 'told' }],
    ['one', { doc: '', type: 'Named', literal: undefined }],
    ['two', { doc: '', type: undefined, literal: undefined }],
    ['three', { doc: 'Of the third.', type: undefined, literal: undefined }],
  ])
  expect([...types]).toEqual([['Named', 'Of a type.']])
  expect([...properties]).toEqual([
    ['table.a', 'Of a.'],
    ['table.b', ''],
  ])
})

test('a source that cannot be parsed is named', () => {
  expect(() => docComments('broken.ts', 'interface {')).toThrow('broken.ts')
})
