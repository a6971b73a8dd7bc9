import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { analyzeFile } from '../../src/cli/analyze.ts'
import { type Analysis, analyze, type StreamAnalysis } from '../../src/core/analysis/analysis.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession, type Session } from '../../src/core/session/session.ts'
import { techniqueLabels } from '../../src/core/verdict/technique.ts'
import { disagreements, type PageCounts } from '../lab/agreement.ts'
import type { LabCounters } from '../lab/counters.ts'
import { startLab } from '../lab/lab.ts'
import { type LabTechnique, techniques } from '../lab/techniques.ts'
import { exportedEvents, kinds, startDriven, untilRecorded } from './driven.ts'
import { readRows, type ScreenRow } from './panel-rows.ts'
import { started } from './started.ts'

// In ms: long enough for four beacons of the 3 s interval, and for a firm verdict on 1 s polls.
const watchMs = 15_000

const all: readonly LabTechnique[] = techniques

// Runs the lab's page with every technique against the lab's server, in a real browser with the real panel: Duplex's
// figures must equal those that the server counted.
describe.each(kinds)('%s on the lab page', (kind) => {
  const downloads = mkdtempSync(join(tmpdir(), 'duplex-downloads-'))
  afterAll(() => rmSync(downloads, { recursive: true, force: true }))
  const lab = started(() => startLab({ seed: 3, meanMs: 1500 }))
  const driven = started(() => startDriven(kind, { downloads }))
  let server: LabCounters
  let page: Record<string, PageCounts>
  let session: Session
  let analysis: Analysis
  let rows: ScreenRow[]

  beforeAll(async () => {
    await driven.page.goto(`${lab.origin}/?on=all`)
    await driven.page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), watchMs)
    page = await driven.page.evaluate(async () => {
      const { lab } = window as unknown as { lab: { stop(): Promise<void>; counts(): Record<string, PageCounts> } }
      await lab.stop()
      return lab.counts()
    })
    server = lab.counters()
    // Everything has been recorded once a request made after the stop has been answered.
    await driven.page.evaluate(() => fetch('/counters?last').then((answer) => answer.text()))
    await untilRecorded(driven.panel, 'the last answer', (seen) => {
      const last = seen.find((event) => event.type === 'request' && event.url.endsWith('?last'))
      return last?.type === 'request' && seen.some((event) => event.type === 'finish' && event.id === last.id)
    })
    // Comments of event streams are known once the log has been read to the end.
    await driven.panel.evaluate('await globalThis.duplex.settle()')
    session = createSession()
    for (const event of await exportedEvents(driven.panel)) applyEvent(session, event)
    analysis = analyze(session, driven.name)
    rows = await readRows(driven.panel)
  }, 180_000)

  const streamsOf = (id: string): StreamAnalysis[] => {
    const { path, expected } = techniques.find((one) => one.id === id)!
    if (expected === 'webrtc')
      return analysis.streams.filter((one) => one.technique === 'webrtc' && one.flags.includes(id.slice(7)))
    return analysis.streams.filter((one) => {
      const { pathname } = new URL(one.url.replace(/^ws/, 'http'))
      return path.endsWith('/') ? pathname.startsWith(path) : pathname === path
    })
  }
  /** The stream that carries the lab's technique; libraries have further streams for set-up and sending. */
  const mainStream = (id: string): StreamAnalysis => {
    const { expected } = techniques.find((one) => one.id === id)!
    const streams = streamsOf(id).filter((one) => one.technique === expected)
    const [first] = streams.sort((a, b) => b.messagesIn - a.messagesIn)
    if (!first)
      throw new Error(
        `no ${expected} stream for ${id}: ${JSON.stringify(streamsOf(id).map((one) => [one.url, one.technique, one.because]))}`,
      )
    return first
  }

  test('the lab’s page and server agree, so Duplex can be compared with them', () => {
    expect(disagreements(server, page)).toEqual([])
  })

  test('nothing was lost, and no payload is cut', () => {
    expect(analysis.completeness).toMatchObject({ dropped: 0, truncated: 0 })
    // What a browser really does lies within the limits of what a page may report.
    expect(analysis.completeness).not.toHaveProperty('implausible')
  })

  test.each(all.map((one) => [one.id, one.expected, one] as const))(
    '%s is named %s',
    (id, expected, { flags = [] }) => {
      const stream = mainStream(id)
      expect(stream.technique).toBe(expected)
      expect(stream.flags).toEqual(expect.arrayContaining([...flags]))
      expect(stream.because.length).toBeGreaterThan(0)
    },
  )

  test('ordinary HTTP is not judged as realtime', () => {
    for (const { id, expected } of techniques)
      if (expected === 'http')
        expect(streamsOf(id).map((one) => one.technique)).toEqual(streamsOf(id).map(() => 'http'))
  })

  test.each(['polling-fixed', 'polling-jittered', 'polling-adaptive', 'polling-304', 'long-polling'] as const)(
    '%s: requests and empty answers are the server’s own counts',
    (id) => {
      // On a busy machine the requests of one poller may be taken for two pollers': together they are all that the server counted.
      const streams = streamsOf(id)
      const sum = (count: (stream: StreamAnalysis) => number) => streams.reduce((total, one) => total + count(one), 0)
      const { empty } = server[id]
      const counted = { requests: sum(({ requests }) => requests), wasted: sum(({ wasted }) => wasted) }
      expect(counted).toEqual({ requests: server[id].requests, wasted: empty })
      expect(sum(({ updates }) => updates)).toBe(sum(({ messagesIn }) => messagesIn) - empty)
    },
  )

  test.each(['sse', 'sse-fetch', 'ndjson-fetch', 'websocket-text', 'websocket-binary'] as const)(
    '%s: every message in and out, exactly',
    (id) => {
      const { messagesIn, messagesOut, wastedBy } = mainStream(id)
      // The lab does not count the comments that keep its event streams alive.
      const comments = id.startsWith('sse') ? (wastedBy.heartbeat ?? 0) : 0
      expect({ messagesIn: messagesIn - comments, messagesOut }).toEqual({
        messagesIn: server[id].messagesOut,
        messagesOut: server[id].messagesIn,
      })
    },
  )

  test('text-xhr: no more messages than were sent; text without framing may come two at a time', () => {
    const { messagesIn } = mainStream('text-xhr')
    expect(messagesIn).toBeLessThanOrEqual(server['text-xhr'].messagesOut)
    expect(messagesIn).toBeGreaterThan(server['text-xhr'].messagesOut / 2)
  })

  test.each(['websocket-text', 'websocket-binary'] as const)('%s: every byte of payload, exactly', (id) => {
    const stream = session.streams.all.find((one) => one.id === mainStream(id).id)!
    expect([stream.in.bytes, stream.out.bytes]).toEqual([server[id].bodyBytesOut, server[id].bodyBytesIn])
  })

  test('webrtc-data: what one peer sent is what the other received, exactly', () => {
    const sides = streamsOf('webrtc-data')
    const sum = (field: 'messagesIn' | 'messagesOut') => sides.reduce((total, one) => total + one[field], 0)
    expect(sides.length).toBe(2)
    expect([sum('messagesIn'), sum('messagesOut')]).toEqual([
      page['webrtc-data']!.messagesIn,
      page['webrtc-data']!.messagesOut,
    ])
  })

  test('webrtc-media: the browser’s statistics give bytes, codec and the selected pair', () => {
    const sides = session.streams.all.filter((one) => one.peer?.media)
    expect(sides.length).toBe(2)
    for (const { peer } of sides) {
      expect(peer!.stats).toMatchObject({ local: expect.stringMatching(/host|prflx|srflx/) })
      expect(peer!.stats!.codecs).toMatch(/video\//)
      expect(peer!.stats!.sent + peer!.stats!.received).toBeGreaterThan(5000)
    }
  })

  test('beacons are counted, and a library’s requests over all its transports', () => {
    expect(mainStream('beacon')).toMatchObject({
      requests: server.beacon.requests,
      messagesOut: server.beacon.messagesIn,
    })
    for (const id of ['socketio', 'socketio-polling'] as const) {
      const streams = streamsOf(id)
      expect(streams.reduce((sum, one) => sum + one.requests, 0)).toBe(server[id].requests)
      expect(new Set(streams.map((one) => one.channel)).size).toBe(1)
      expect(streams.every((one) => one.protocol === 'socket.io')).toBe(true)
    }
  })

  test('the panel shows the figures of the analysis on screen', () => {
    // Counts in this session are exact, so they are shown without a mark.
    const screen = rows.map((row) => ({
      technique: row.technique.split(/[.(]/)[0]!.trim(),
      url: row.url,
      confidence: row.confidence,
      messages: row.messages,
      updates: row.updates,
    }))
    const expected = analysis.streams.map((one) => ({
      technique: techniqueLabels[one.technique],
      url: `${one.method} ${one.url}`,
      confidence: one.confidence,
      messages: String(one.messagesIn + one.messagesOut),
      updates: String(one.updates),
    }))
    expect(screen).toEqual(expected)
  })

  test('the export is written, and analyzing it gives the same streams', async () => {
    await driven.panel.click('.toolbar [aria-label="Export"]')
    await driven.panel.waitFor(`document.querySelector('dialog[open] .primary')`)
    await driven.panel.click('dialog[open] .primary')
    const file = await untilWritten(downloads)
    const { analysis: again, problem } = await analyzeFile(file)
    expect(problem).toBeUndefined()
    const essence = ({ streams }: Analysis) =>
      streams.map(({ id, technique, flags, confidence, requests, messagesIn, messagesOut, updates, wasted }) => ({
        id,
        technique,
        flags,
        confidence,
        requests,
        messagesIn,
        messagesOut,
        updates,
        wasted,
      }))
    expect(essence(again)).toEqual(essence(analysis))
    expect(readFileSync(file).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]))
  })
})

/** Waits until the browser has downloaded a file into the folder; rejects after 20 s. */
async function untilWritten(folder: string): Promise<string> {
  for (const until = Date.now() + 20_000; Date.now() < until; ) {
    const names = readdirSync(folder)
    const done = names.find((name) => name.endsWith('.gz'))
    if (done && names.length === 1) return join(folder, done)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`no download within 20 s; the folder holds ${readdirSync(folder)}`)
}
