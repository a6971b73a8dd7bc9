import { describe, expect, test } from 'vitest'
import { createMessageMatcher } from '../../panel/present/details/message-matches.ts'
import { messagePreview } from '../../panel/present/details/message-preview.ts'
import { messageRow } from '../../panel/present/details/message-rows.ts'
import { appendRow, Row } from '../../src/core/stream/parts/message-log.ts'
import type { Stream } from '../../src/core/stream/stream.ts'
import { connection, every, page, session } from '../core/story.ts'

const socketOf = (...lines: Parameters<typeof connection>[1]): Stream =>
  session(page(), connection('websocket', lines)).streams.all[0]!

test('a message has an arrow and a word, its size and its text in one line', () => {
  const stream = socketOf([200, '>', '{"op":\n"hi"}'], [300, '<', 'ping'])
  expect(messageRow(stream, 0)).toMatchObject({ arrow: '↑', way: 'out', size: '12 B', text: '{"op": ⏎ "hi"}' })
  expect(messageRow(stream, 1)).toMatchObject({ arrow: '↓', way: 'in', wasted: true })
})

test('times are to the millisecond, with the whole date behind', () => {
  const row = messageRow(socketOf([200, '<', 'a']), 0)
  expect(row.time).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/)
  expect(row.date).toContain('2026')
})

test('a response shows status and duration', () => {
  const streams = session(page(), every(1000, 3)).streams.all
  expect(messageRow(streams[0]!, 0).about).toBe('200 · 21 ms')
})

test('missing payloads are explained', () => {
  const stream = socketOf()
  appendRow(stream.messages, { at: 1, bytes: 40, bits: 0, payload: undefined })
  appendRow(stream.messages, { at: 2, bytes: 0, bits: Row.exchange, code: 304 })
  expect(messageRow(stream, 0).note).toContain('not seen')
  stream.messages.payloadFrom = 1
  expect(messageRow(stream, 0).note).toContain('no longer kept')
  expect(messageRow(stream, 1).note).toBe('not modified')
})

describe('the preview', () => {
  test('lays out JSON and copies it unchanged', () => {
    const preview = messagePreview(socketOf([200, '<', '{"a":[1]}']), 0)
    expect(preview).toMatchObject({ form: 'json', copied: '{"a":[1]}', note: '' })
    expect(preview.text).toBe('{\n  "a": [\n    1\n  ]\n}')
  })

  test('shows text that only resembles JSON unchanged', () => {
    expect(messagePreview(socketOf([200, '<', '{"a":']), 0)).toMatchObject({ form: 'text', text: '{"a":' })
  })

  test('shows bytes as hex with their characters', () => {
    const stream = socketOf()
    appendRow(stream.messages, { at: 1, bytes: 4, bits: Row.binary, payload: btoa('\u0000Az\u00ff') })
    const { form, text } = messagePreview(stream, 0)
    expect(form).toBe('hex')
    expect(text).toBe('000000  00 41 7a ff                                       .Az.')
  })

  test('says that only a head was kept', () => {
    const stream = socketOf()
    appendRow(stream.messages, { at: 1, bytes: 48_213, bits: Row.cut, payload: 'x'.repeat(16_000) })
    expect(messagePreview(stream, 0).note).toBe('Only the first 16.0 kB of 48.2 kB were kept.')
  })
})

describe('filtering', () => {
  const stream = socketOf([200, '>', 'apple'], [300, '<', 'pear'], [400, '<', 'Apple pie'])

  test('without a filter no list is made', () => {
    expect(createMessageMatcher()(stream, 'all', '')).toEqual({ count: 3, rows: undefined, behind: false })
  })

  test('direction and text both have to fit', () => {
    const match = createMessageMatcher()
    expect(match(stream, 'in', '').rows).toEqual([1, 2])
    expect(match(stream, 'all', 'apple').rows).toEqual([0, 2])
    expect(match(stream, 'in', '/^apple/').rows).toEqual([2])
  })

  test('new messages are searched without the old ones', () => {
    const growing = socketOf([200, '<', 'apple'])
    const match = createMessageMatcher()
    match(growing, 'all', 'apple')
    appendRow(growing.messages, { at: 2, bytes: 5, bits: 0, payload: 'apple' })
    appendRow(growing.messages, { at: 3, bytes: 4, bits: 0, payload: 'pear' })
    growing.messages.payload[0] = 'changed'
    expect(match(growing, 'all', 'apple').rows).toEqual([0, 1])
  })

  test('a long log is searched in pieces', () => {
    const long = socketOf()
    for (let index = 0; index < 50_000; index++)
      appendRow(long.messages, { at: index, bytes: 1, bits: 0, payload: 'x' })
    const match = createMessageMatcher()
    expect(match(long, 'all', 'x').behind).toBe(true)
    let passes = 1
    while (match(long, 'all', 'x').behind) passes++
    expect(passes).toBeGreaterThan(1)
    expect(match(long, 'all', 'x').count).toBe(50_000)
  })
})
