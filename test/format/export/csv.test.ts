import { describe, expect, test } from 'vitest'
import type { MessageEvent } from '../../../src/core/event/connection-events.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { csvRecord, isoTime } from '../../../src/format/export/csv-record.ts'
import { writeMessagesCsv } from '../../../src/format/export/messages-csv.ts'
import { writeStreamsCsv } from '../../../src/format/export/streams-csv.ts'
import { createTimeWindow } from '../../../src/format/export/time-window.ts'
import { createRedactor } from '../../../src/format/redact/redact.ts'
import { closed, connection, every, exchange, page, streamed } from '../../core/story.ts'
import { sourceOf, textOf } from './exported.ts'
import { parseCsv, recordsOf } from './parse-csv.ts'

describe('a record of CSV', () => {
  test('ends in CR LF, and quotes what RFC 4180 wants quoted', () => {
    expect(csvRecord(['a', 'b,c', 'd"e', 'f\r\ng', ''])).toBe('a,"b,c","d""e","f\r\ng",\r\n')
  })

  test('reads back as it was', () => {
    const cells = ['"', '""', ',', 'x\r', 'a\n', '"a"', ' b ', 'ü\u{1f600}', 'x\u0000y', '']
    expect(parseCsv(csvRecord(cells))).toEqual([cells])
  })

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\n=1', '＝1', '＋1', '－1', '＠x', "=cmd|' /C calc'!A0"])(
    'does not hand %j to a spreadsheet as a formula',
    (text) => expect(parseCsv(csvRecord([text]))).toEqual([[`'${text}`]]),
  )

  test('leaves texts alone that hold such a character further on, and our own numbers', () => {
    expect(csvRecord(['a=1', "'", -1, -0.5, 1e21, 0, true, null, undefined, Number.NaN])).toBe(
      "a=1,',-1,-0.5,1e+21,0,true,,,\r\n",
    )
  })

  test('writes a time that no calendar has as nothing', () => {
    expect([isoTime(1_790_000_000_000), isoTime(1e300)]).toEqual(['2026-09-21T14:13:20.000Z', ''])
  })
})

describe('CSV of streams', () => {
  const story = [
    ...page(),
    ...every(1000, 8),
    ...connection('websocket', [[200, '<', 'a']], 'ws://site.test/live?a=1,2&q="x"'),
  ]

  test('has the figures of the analysis, a record for each stream', async () => {
    const { source } = sourceOf(story)
    const records = recordsOf(await textOf(writeStreamsCsv(source)))
    expect(records.length).toBe(2)
    for (const [index, record] of records.entries()) {
      const { cost, ...stream } = source.analysis.streams[index]!
      const given = { ...cost, ...cost.perHour, ...stream } as Record<string, unknown>
      for (const name of Object.keys(record).filter(
        (column) => column in given && !/^(flags|firstAt|lastAt)$/.test(column),
      ))
        expect([name, record[name]]).toEqual([name, String(given[name] ?? '')])
      expect(record['flags']).toBe(stream.flags.join(' '))
      expect(Date.parse(record['firstAt']!)).toBe(Math.floor(stream.firstAt))
      expect(Number(record['lastAtMs'])).toBe(stream.lastAt)
      expect(Number(record['requestsPerHour'])).toBe(cost.perHour.requests)
    }
  })

  test('holds every figure of the cost', async () => {
    const { source } = sourceOf(story)
    const [record] = recordsOf(await textOf(writeStreamsCsv(source)))
    const names = Object.keys(record!)
    const missing = Object.keys(source.analysis.streams[0]!.cost).filter(
      (name) => !names.includes(name) && name !== 'bytesRange' && name !== 'perHour',
    )
    expect(missing).toEqual([])
  })
})

const messagesOf = async (events: readonly CaptureEvent[], shown?: Parameters<typeof sourceOf>[1]) =>
  recordsOf(await textOf(writeMessagesCsv(sourceOf(events, shown).source)))

/** A message of octets after the last one of a story. */
const octetsAfter = (story: readonly CaptureEvent[], fields: Partial<MessageEvent> = {}): MessageEvent => {
  const { text: _, ...last } = story.at(-1) as MessageEvent
  return { ...last, kind: 'binary', data: 'AAEC', bytes: 3, ...fields }
}

describe('CSV of messages', () => {
  test('has a record for each message, request body and answer, in order of time', async () => {
    const records = await messagesOf([
      ...page(),
      ...exchange(400, { method: 'POST', url: '/say', send: '{"say":1}', body: '{"ok":true}' }),
      ...connection('websocket', [
        [200, '<', 'news'],
        [300, '>', '=HYPERLINK("x")'],
      ]),
    ])
    expect(records).toMatchObject([
      { direction: 'in', kind: 'message', bytes: '4', payload: 'news', status: '', tookMs: '' },
      { direction: 'out', kind: 'message', payload: `'=HYPERLINK("x")` },
      { direction: 'out', kind: 'request', bytes: '9', payload: '{"say":1}' },
      { direction: 'in', kind: 'answer', bytes: '11', payload: '{"ok":true}', status: '200', tookMs: '21' },
    ])
    expect(records[0]).toMatchObject({ at: '2026-09-21T14:13:20.200Z', atMs: '1790000000200' })
  })

  test('marks what brought no news, what is cut, and octets', async () => {
    const [first, ...polls] = [...every(1000, 3, () => ({ body: '[]' }))]
    const socket = connection('websocket', [[200, '<', '']])
    const octets = octetsAfter(socket, { cut: true })
    const records = await messagesOf([...page(), first!, ...polls, ...socket.slice(0, -1), octets])
    expect(records.filter(({ kind }) => kind === 'answer').map(({ wasted }) => wasted)).toContain('true')
    expect(records.find(({ kind }) => kind === 'message')).toMatchObject({
      binary: 'true',
      cut: 'true',
      payload: 'AAEC',
    })
  })

  test('names server-sent events, also those of a response that fetch reads', async () => {
    const records = await messagesOf([
      ...page(),
      ...streamed(
        'text/event-stream',
        [
          [200, 'event: price\ndata: 1\n\n'],
          [300, 'data: 2\n\n'],
        ],
        400,
      ),
    ])
    expect(records).toMatchObject([
      { name: 'price', payload: '1' },
      { name: '', payload: '2' },
    ])
  })

  test('tells a failure without an answer from answers', async () => {
    const { source, session } = sourceOf([...page(), ...every(1000, 4, () => ({ outcome: 'error', body: undefined }))])
    const records = recordsOf(await textOf(writeMessagesCsv(source)))
    expect(records.map(({ kind }) => kind)).toEqual(['failure', 'failure', 'failure', 'failure'])
    expect(session.streams.all[0]!.in.count).toBe(0)
  })

  test('has the payloads that may be written, octets among them', async () => {
    const secret = 'Zx8Qw3Er7Ty2Ui9Op4As'
    const socket = connection('websocket', [[200, '<', `{"access_token":"${secret}"}`]])
    const octets = octetsAfter(socket)
    const events = [...page(), ...socket, octets, closed(900)]
    const { redact } = createRedactor()
    const redacted = await messagesOf(events, (all) => all.flatMap(redact))
    expect(JSON.stringify(redacted)).not.toContain(secret)
    expect(redacted[0]!['payload']).toContain('access_token')
    expect(redacted[1]).toMatchObject({ binary: 'true', cut: 'false', bytes: '3' })
    expect(JSON.stringify(await messagesOf(events))).toContain(secret)
  })

  test('leaves out what belongs to no stream of the analysis, and says so', async () => {
    const { source, notes } = sourceOf([
      ...page(),
      ...exchange(100, { url: '/style.css', type: 'text/css', body: 'a{}' }),
    ])
    expect(recordsOf(await textOf(writeMessagesCsv(source)))).toEqual([])
    expect(notes).toEqual([expect.stringMatching(/^1 messages and answers are left out: /)])
  })
})

describe('the window in which rows wait for late ones', () => {
  const row = (at: number, payload = '') => ({ at, payload })

  test('puts them in order', () => {
    const window = createTimeWindow()
    for (const at of [1000, 3000, 2000, 9000]) window.add(row(at))
    expect(window.due().map(({ at }) => at)).toEqual([1000, 2000, 3000])
    window.add(row(8000))
    expect(window.rest().map(({ at }) => at)).toEqual([8000, 9000])
  })

  test('does not hold more than its limits', () => {
    const window = createTimeWindow()
    const long = 'x'.repeat(1_000_000)
    for (let at = 0; at < 50; at++) window.add(row(at, long))
    expect(window.due().length).toBe(42)
    const many = createTimeWindow()
    for (let at = 0; at < 30_000; at++) many.add(row(at / 1000))
    expect(many.due().length).toBe(10_000)
  })
})
