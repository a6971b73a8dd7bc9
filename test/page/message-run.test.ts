// @vitest-environment happy-dom
import { Blob as NodeBlob } from 'node:buffer'
import { mkdtempSync, openAsBlob, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MessagesEvent } from '../../src/core/event/connection-events.ts'
import { eachMessage } from '../../src/core/event/message-columns.ts'
import type { Record } from '../../src/page/report/record.ts'
import { eventFromPage } from '../../src/wire/page-record.ts'

// Blobs of happy-dom cannot be made of a list that is no array. Another realm's Blob would not pass as this one's.
Object.assign(globalThis, { Blob: NodeBlob })
const { createRun } = await import('../../src/page/report/message-run.ts')
const { readBlobs } = await import('../../src/page/report/blobs.ts')

const origin = performance.timeOrigin
const seed = Date.now()
const check = { seed, numRuns: 100, verbose: true }

/** The event that a panel gets of a record, and its messages. */
function arrived(record: Record | undefined): { event: MessagesEvent; messages: [number, string | undefined][] } {
  const event = eventFromPage({ ...record }, 'd') as MessagesEvent
  expect(event).toBeTypeOf('object')
  const messages: [number, string | undefined][] = []
  expect(eachMessage(event, (_at, bytes, payload) => messages.push([bytes, payload]))).toBe(event.count)
  return { event, messages }
}

/** Adds a message as the hooks do. */
function add(run: ReturnType<typeof createRun>, value: string | Uint8Array | ArrayBufferLike | Blob, whole: boolean) {
  const size = typeof value === 'string' ? value.length : 'size' in value ? value.size : value.byteLength
  return run.add(value, performance.timeOrigin + performance.now(), size, whole)
}

const described = (kind: 'text' | 'binary') => (event: Record) => {
  event['dir'] = 'in'
  event['kind'] = kind
}
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

describe('a run of messages arrives as it was', () => {
  test('texts of any characters, some of them left out: all are counted and sized, in order', () => {
    const messages = fc.array(fc.tuple(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.boolean()), {
      minLength: 1,
      maxLength: 300,
    })
    fc.assert(
      fc.property(messages, (sent) => {
        const run = createRun(1, 'text', described('text'))
        for (const [text, whole] of sent) add(run, text, whole)
        expect(arrived(run.take()).messages).toEqual(
          sent.map(([text, whole]) => [Buffer.byteLength(text), whole ? text : undefined]),
        )
        expect(run.take()).toBeUndefined()
      }),
      check,
    )
  })

  test('views and buffers of any length', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 300 }), (sent) => {
        const run = createRun(1, 'binary', described('binary'))
        for (const [index, bytes] of sent.entries()) add(run, index % 2 === 0 ? bytes : bytes.slice().buffer, true)
        expect(arrived(run.take()).messages).toEqual(sent.map((bytes) => [bytes.length, base64(bytes)]))
      }),
      check,
    )
  })

  test('a run that was taken begins anew', () => {
    const run = createRun(1, 'text', described('text'))
    add(run, 'a', true)
    run.take()
    add(run, 'b', true)
    expect(arrived(run.take()).messages).toEqual([[1, 'b']])
  })

  test('messages come at their times, to ten microseconds, however many there are', () => {
    const run = createRun(1, 'text', described('text'))
    const times = Array.from({ length: 500 }, (_, index) => origin + index * 0.017 + (index % 9) * 0.3)
    for (const at of times) run.add('x', at, 1, true)
    const event = eventFromPage({ ...run.take() }, 'd') as MessagesEvent
    const read: number[] = []
    eachMessage(event, (at) => read.push(at))
    let latest = 0
    for (const [index, at] of read.entries()) {
      latest = Math.max(latest, times[index]!) // a clock never goes back
      expect(Math.abs(at - latest)).toBeLessThan(0.011)
    }
    expect(read.length).toBe(500)
  })

  test('a run is full before it outgrows what a bridge accepts', () => {
    const run = createRun(1, 'binary', described('binary'))
    let count = 1
    while (!add(run, new Uint8Array(16_384), true)) count++
    expect(arrived(run.take()).messages.length).toBe(count)
    expect(count).toBeLessThan(20)
  })
})

test('Blobs are in no record before they are read: it is marked as cut until then, and complete after', async () => {
  const run = createRun(1, 'blob', described('binary'))
  add(run, new Blob(['four']), true)
  add(run, new Blob(['five!']), false)
  const record = run.take()!
  expect(arrived(record)).toMatchObject({
    event: { cut: true },
    messages: [
      [4, undefined],
      [5, undefined],
    ],
  })
  await new Promise<void>((done) => readBlobs(6, done))
  expect(record['cut']).toBeUndefined()
  expect(new TextDecoder().decode(record['data'] as Uint8Array).slice(0, 4)).toBe('four')
})

test('Blobs for which there is no room are not read', () => {
  const run = createRun(1, 'blob', described('binary'))
  add(run, new Blob(['four']), true)
  const record = run.take()!
  let over = false
  readBlobs(1, () => {
    over = true
  })
  expect([over, record['cut'], record['data']]).toEqual([true, true, undefined])
})

test('a Blob that cannot be read costs no other its content', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'duplex-blob-')), 'changed.txt')
  writeFileSync(file, 'before')
  const changed = await openAsBlob(file)
  writeFileSync(file, 'after, and longer')
  const records = [changed as unknown as Blob, new Blob(['good'])].map((blob) => {
    const run = createRun(1, 'blob', described('binary'))
    add(run, blob, true)
    return run.take()!
  })
  await new Promise<void>((done) => readBlobs(1000, done))
  expect(records.map((record) => record['cut'])).toEqual([true, undefined])
  expect(new TextDecoder().decode(records[1]!['data'] as Uint8Array).slice(0, 4)).toBe('good')
})
