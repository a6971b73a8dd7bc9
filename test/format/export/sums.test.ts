import { expect, test } from 'vitest'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { createFinalStreams } from '../../../src/format/export/final-streams.ts'
import { writeMessagesCsv } from '../../../src/format/export/messages-csv.ts'
import { writeTrace } from '../../../src/format/export/trace.ts'
import { exchange, page } from '../../core/story.ts'
import { seededStory } from '../../golden/seeded-story.ts'
import { sourceOf, textOf } from './exported.ts'
import { recordsOf } from './parse-csv.ts'

interface Sums {
  in: number
  out: number
  bytesIn: number
  bytesOut: number
}

const nothing = (): Sums => ({ in: 0, out: 0, bytesIn: 0, bytesOut: 0 })

/** Messages by stream, as the CSV has them. */
function sumsOf(records: Record<string, string>[]): Record<string, Sums> {
  const sums: Record<string, Sums> = {}
  for (const { stream, direction, kind, bytes } of records) {
    if (kind === 'failure') continue
    const sum = sums[stream!] ?? nothing()
    sums[stream!] = sum
    sum[direction as 'in' | 'out']++
    sum[direction === 'in' ? 'bytesIn' : 'bytesOut'] += Number(bytes)
  }
  return sums
}

/** The same as the session has counted them, of the streams with any. */
function counted({ source, session }: ReturnType<typeof sourceOf>): Record<string, Sums> {
  const sums: Record<string, Sums> = {}
  for (const { id, messagesIn, messagesOut } of source.analysis.streams) {
    const stream = session.streams.all.find((one) => one.id === id)!
    if (messagesIn + messagesOut > 0)
      sums[id] = { in: messagesIn, out: messagesOut, bytesIn: stream.in.bytes, bytesOut: stream.out.bytes }
  }
  return sums
}

async function expectSums(events: readonly CaptureEvent[]) {
  const made = sourceOf(events)
  const records = recordsOf(await textOf(writeMessagesCsv(made.source)))
  expect(sumsOf(records)).toEqual(counted(made))
  const times = records.map(({ atMs }) => Number(atMs))
  expect(times).toEqual([...times].sort((a, b) => a - b))
  return made
}

const seeds = Array.from({ length: 40 }, (_, index) => index + 1)

test.each(seeds)('the messages of each stream sum up to its figures, in order of time (seed %i)', async (seed) => {
  await expectSums(seededStory(seed))
})

test.each(seeds)('the slices and instants of each stream are its requests and messages (seed %i)', async (seed) => {
  const { source, session } = sourceOf(seededStory(seed))
  interface Event {
    ph: string
    tid: number
    ts: number
    dur: number
    args: { name?: string; bytes?: number; direction?: string; open?: boolean }
  }
  const { traceEvents } = JSON.parse(await textOf(writeTrace(source))) as { traceEvents: Event[] }
  const names = traceEvents.flatMap(({ ph, tid, args }) => (ph === 'M' && tid > 0 ? [[tid, args.name!] as const] : []))
  const streamOf = new Map(names.map(([tid, name]) => [tid, name.split(' ')[0]!]))
  for (const { id, requests } of source.analysis.streams) {
    const stream = session.streams.all.find((one) => one.id === id)!
    const own = traceEvents.filter(({ ph, tid }) => ph !== 'M' && streamOf.get(tid) === id)
    const slices = own.filter(({ ph, args }) => ph === 'X' && args.open === undefined)
    const isConnection = !['exchanges', 'streamed', 'beacon'].includes(stream.kind)
    expect([id, slices.length]).toEqual([id, isConnection ? 0 : requests])
    const free = new Map<number, number>()
    for (const { tid, ts, dur } of own.filter(({ ph }) => ph === 'X').sort((a, b) => a.ts - b.ts)) {
      expect(ts, 'viewers drop slices that overlap').toBeGreaterThanOrEqual(free.get(tid) ?? 0)
      free.set(tid, ts + dur)
    }
    const received = own.filter(({ args }) => args.direction === 'in')
    expect([id, received.reduce((sum, { args }) => sum + (args.bytes ?? 0), 0)]).toEqual([id, stream.in.bytes])
    const instants = own.filter(({ ph }) => ph === 'i').length
    if (isConnection) expect([id, instants]).toEqual([id, stream.in.count + stream.out.count])
  }
})

test.each([false, true])(
  'rows go with requests whose stream is divided, in flight or over (POST: %s)',
  async (post) => {
    const urls = [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3].map((n) => `/quote?symbol=${['PINE', 'OAK', 'ELM', 'ASH'][n]}`)
    const body = post ? { method: 'POST', send: '{"a":1}' } : {}
    const asked = urls.map((url, n) => exchange(100 + 1250 * n, { url, hold: 3000, body: `{"n":${n}}`, ...body }))
    const { source } = await expectSums([...page(), ...asked.flat()])
    expect(source.analysis.streams.length).toBe(4)
  },
)

test('rows of streams that become one have its name', async () => {
  const asked = Array.from({ length: 12 }, (_, n) => exchange(100 + 1000 * n, { url: `/items/${n}`, body: `[${n}]` }))
  const { source, session } = await expectSums([...page(), ...asked.flat()])
  expect(source.analysis.streams.length).toBe(1)
  expect(session.streams.all.length).toBeGreaterThan(1)
})

test('a stream that became part of another is found by its name after it was let go', () => {
  const { session } = sourceOf([...page(), ...exchange(100), ...exchange(200, { url: '/other' })])
  const [one, other] = session.streams.all
  const names = createFinalStreams()
  names.watch.letGo!({ ...one!, mergedInto: other })
  names.watch.letGo!({ ...other!, mergedInto: { ...one!, id: 's99' } })
  names.finish({ ...session, streams: { ...session.streams, all: [] } })
  expect([names.idOf(one!.id), names.idOf('s7')]).toEqual(['s99', 's7'])
})
