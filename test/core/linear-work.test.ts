import { expect, test } from 'vitest'
import { decoders, type Framing } from '../../src/core/framing/decoders.ts'

const size = 20_000
const filled = (text: string, beginning = '') =>
  beginning + text.repeat(Math.ceil((size - beginning.length) / text.length))

/** Bodies that keep a decoder waiting, or give it much to find. */
const bodies: readonly [Framing, string, string][] = [
  ['event-stream', 'an endless line', filled('x', 'data: ')],
  ['event-stream', 'an endless event', filled('data: x\n')],
  ['event-stream', 'comments', filled(':\n')],
  ['event-stream', 'events', filled('id: 1\ndata: {}\r\n\r\n')],
  ['json-lines', 'an endless value', filled('{},', '[')],
  ['json-lines', 'values', filled('{"a":1}\n')],
  ['json-lines', 'records of RFC 7464', filled('\u001e{}\n')],
  ['lines', 'an endless line', filled('x')],
  ['lines', 'lines', filled('one\r\n')],
  ['parts', 'no boundary', filled('line\n')],
  ['parts', 'what may become a boundary', filled(' \n-')],
  ['parts', 'a boundary without an end', filled('--x\ry\n')],
  ['parts', 'a boundary half as long as the body', `--${'b'.repeat(size / 2)}\r\n\r\n${'b'.repeat(size / 2)}`],
  ['parts', 'a boundary that repeats itself', filled(`\n--${'-'.repeat(200)}`, `--${'-'.repeat(300)}\r\n\r\n`)],
  ['parts', 'header fields without an end', filled('a: b\r\n', '--b\r\n')],
  ['parts', 'an endless part', filled('text\n', '--b\r\n\r\n')],
  ['parts', 'an endless list of objects', filled('{},', '--b\r\n\r\n[')],
  ['parts', 'an object of many objects', filled('{},', '--b\r\n\r\n{"a":[')],
  ['parts', 'objects one after another', filled('{}', '--b\r\n\r\n')],
  ['parts', 'small parts', filled('--b\r\n\r\n{"a":1}\r\n')],
  ['envelopes', 'anything', filled('x')],
  ['unknown', 'anything', filled('x')],
]

/** Calls a function and counts the characters that functions of texts are handed meanwhile: one for one that looks at a single one. */
function charactersLookedAt(run: () => void): number {
  let count = 0
  const undo: (() => void)[] = []
  const watch = (owner: object, name: string, lengthOf: (self: unknown, first: unknown) => number) => {
    const original = Reflect.get(owner, name) as (...values: unknown[]) => unknown
    Reflect.set(owner, name, function (this: unknown, ...values: unknown[]) {
      count += lengthOf(this, values[0])
      return Reflect.apply(original, this, values)
    })
    undo.push(() => Reflect.set(owner, name, original))
  }
  const whole = (self: unknown) => (self as string).length
  for (const name of ['indexOf', 'split', 'trim', 'includes', 'slice', 'replace']) watch(String.prototype, name, whole)
  watch(String.prototype, 'charCodeAt', () => 1)
  watch(RegExp.prototype, 'exec', (_self, text) => (text as string).length)
  watch(JSON, 'parse', (_self, text) => (text as string).length)
  watch(Array.prototype, 'join', (self) => (self as unknown[]).length)
  try {
    run()
  } finally {
    for (const one of undo) one()
  }
  return count
}

test.each(bodies)(
  '%s: %s, one character at a time, is looked at a few times, however long it gets',
  (framing, _name, body) => {
    const decoder = decoders[framing]()
    const count = charactersLookedAt(() => {
      for (let at = 0; at < body.length; at++) decoder.feed(body[at]!)
      decoder.end()
    })
    expect(count / body.length).toBeLessThan(60)
  },
)
