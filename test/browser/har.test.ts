import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BrowserKind } from '../../src/cli/browser/machine.ts'
import { convert } from '../../src/cli/convert.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { exportFormats } from '../../src/format/export/formats.ts'
import { analysisOf, eventsOf } from '../format/export/har-round-trip.ts'
import { openChromiumNetworkPanel } from './chromium-network-panel.ts'
import { type Driven, exportedText, startDriven, untilRecorded } from './driven.ts'
import { openFirefoxNetworkPanel } from './firefox-network-panel.ts'
import { startHarSite, streamedEvents } from './har-site.ts'
import { started } from './started.ts'

const folder = mkdtempSync(join(tmpdir(), 'duplex-har-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Has the site's page make its requests; resolves once they are over, and recorded. */
async function record({ page, panel }: Driven, origin: string): Promise<string> {
  await page.goto(`${origin}/`)
  await page.evaluate(() => (window as unknown as { done(): Promise<void> }).done())
  await page.evaluate(() => fetch('/poll?last').then((answer) => answer.text()))
  const isLast = (event: CaptureEvent) => event.type === 'network' && event.url.endsWith('?last')
  await untilRecorded(panel, 'the last answer', (events) => events.some(isLast))
  await panel.evaluate('await globalThis.duplex.settle()')
  return exportedText(panel)
}

/** What `duplex convert --to har` writes of a session. */
async function converted(kind: BrowserKind, session: string, redact: boolean): Promise<string> {
  const [file, out] = [join(folder, `${kind}.ndjson`), join(folder, `${kind}.har`)]
  writeFileSync(file, session)
  const format = exportFormats.find(({ id }) => id === 'har')!
  const said: string[] = []
  await convert({ command: 'convert', files: [file], format, out, redact, labels: {} }, (line) => said.push(line))
  expect(said).toEqual([])
  return readFileSync(out, 'utf8')
}

const eventsIn = (session: string) =>
  session
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line) as CaptureEvent)

/** Requests of the page, in order of time: each is one row of a network panel. */
const polls = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => `poll?n=${n}`)
const files = ['missing', 'broken', 'read', 'events', 'socket', ...polls, 'poll?last']

describe('Chromium’s Network panel', () => {
  const site = started(startHarSite)
  const driven = started(() => startDriven('chromium', { dock: 'undocked' }))
  let panel: Awaited<ReturnType<typeof openChromiumNetworkPanel>>
  let session: string
  let own: string

  beforeAll(async () => {
    session = await record(driven, site.origin)
    panel = await openChromiumNetworkPanel(driven.page)
    own = await panel.exportHar()
    await panel.importHar(await converted('chromium', session, false))
  })

  test('lists the requests of a HAR that Duplex wrote, with status and type', async () => {
    const rows = await panel.rows()
    const shown = (file: string) => rows.filter(([name]) => name!.replace('127.0.0.1', '') === file)
    for (const file of files) expect(shown(file), file).toHaveLength(1)
    const facts = (file: string) => shown(file)[0]!.slice(1, 3)
    expect(facts('poll?n=3')).toEqual([expect.stringMatching(/^200/), 'fetch'])
    expect(facts('missing')).toEqual([expect.stringMatching(/^404/), 'fetch'])
    expect(facts('events')).toEqual([expect.stringMatching(/^200/), 'eventsource'])
    expect(facts('socket')).toEqual([expect.stringMatching(/^101/), 'websocket'])
    expect(facts('broken')[0]).not.toMatch(/\d/)
  })

  test('shows the messages of its WebSocket', async () => {
    const rows = await panel.messages('/socket', 'web-socket-frames', 4)
    expect(rows.map(([data, length]) => [data, length])).toEqual([
      ['hello grüße', '11'],
      ['Binary message', '4\u00a0B'],
      ['hello grüße', '11'],
      ['Binary message', '4\u00a0B'],
    ])
  })

  test.each(['/events', '/read'])('shows the events of %s, with the time of each', async (end) => {
    const rows = await panel.messages(end, 'eventSource', streamedEvents.length)
    expect(rows.map(([id, name, data]) => ({ id, name, data }))).toEqual(streamedEvents)
    expect(new Set(rows.map(([, , , time]) => time)).size).toBe(streamedEvents.length)
  })

  test('exports a HAR of its own that Duplex reads, writes, and reads again as the same', async () => {
    const read = await eventsOf(own)
    expect(read.problem).toBeUndefined()
    const { streams } = analysisOf(read.events)
    const found = streams.map(({ url, technique, messagesIn, messagesOut }) => ({
      path: new URL(url).pathname,
      ...{ technique, messagesIn, messagesOut },
    }))
    expect(found).toEqual(
      expect.arrayContaining([
        { path: '/events', technique: 'sse', messagesIn: 3, messagesOut: 0 },
        { path: '/read', technique: 'sse', messagesIn: 3, messagesOut: 1 },
        { path: '/socket', technique: 'websocket', messagesIn: 2, messagesOut: 2 },
        { path: '/poll', technique: 'polling', messagesIn: 8, messagesOut: 0 },
      ]),
    )
    const out = join(folder, 'again.har')
    writeFileSync(join(folder, 'own.har'), own)
    const format = exportFormats.find(({ id }) => id === 'har')!
    const files = [join(folder, 'own.har')] as const
    await convert({ command: 'convert', files, format, out, redact: false, labels: {} }, () => {})
    expect((await eventsOf(readFileSync(out, 'utf8'))).events).toEqual(read.events)
  })

  test('the recorded session comes back from its HAR as it was', async () => {
    const { events, problem } = await eventsOf(await converted('chromium', session, false))
    expect(problem).toBeUndefined()
    expect(events).toEqual(eventsIn(session))
  })
})

describe('Firefox’s Network panel', () => {
  const site = started(startHarSite)
  const driven = started(() => startDriven('firefox'))
  let panel: Awaited<ReturnType<typeof openFirefoxNetworkPanel>>

  beforeAll(async () => {
    const session = await record(driven, site.origin)
    await driven.panel.close()
    panel = await openFirefoxNetworkPanel(driven.page)
    await panel.importHar(await converted('firefox', session, true))
  })

  test('lists the requests of a HAR that Duplex wrote, with status and method', async () => {
    const rows = await panel.rows()
    const shown = (file: string) => rows.filter((cells) => cells.includes(file))
    for (const file of files) expect(shown(file), file).toHaveLength(1)
    expect(shown('poll?n=3')[0]!.slice(0, 2)).toEqual(['200', 'GET'])
    expect(shown('missing')[0]!.slice(0, 2)).toEqual(['404', 'GET'])
    expect(shown('read')[0]!.slice(0, 2)).toEqual(['200', 'POST'])
    expect(shown('socket')[0]!.slice(0, 2)).toEqual(['101', 'GET'])
    expect(shown('broken')[0]!.slice(0, 2)).toEqual(['', 'GET'])
  })

  test('shows the events of an event stream as its response', async () => {
    const response = await panel.response('events')
    for (const { id, data } of streamedEvents) {
      expect(response).toContain(`id: ${id}\n`)
      for (const line of data.split('\n')) expect(response).toContain(`data: ${line}`)
    }
  })
})
