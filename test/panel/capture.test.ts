// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import type { Automation } from '../../panel/capture/automation.ts'
import { startCapture } from '../../panel/capture/capture.ts'
import type { connectToTab } from '../../panel/capture/connection.ts'
import { createPanelState } from '../../panel/state.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { createRedactor } from '../../src/format/redact/redact.ts'
import { redactionLine } from '../../src/format/session/redaction-line.ts'
import { eventLine, headerLine } from '../../src/format/session/write.ts'
import { connection, page } from '../core/story.ts'
import { workerHere } from './open/read-here.ts'

type Handlers = Parameters<typeof connectToTab>[1]
let page1: Handlers
/** The connection of the panel; `awaited` are the documents that may still send what they recorded before the end. */
const awaited = new Set<string>()
let endSettling = () => {}
const connection1 = {
  awaits: (doc: string) => awaited.has(doc),
  settle: () =>
    new Promise((resolve) => {
      endSettling = () => resolve({ lost: [], silent: [] })
    }),
}
vi.mock('../../panel/capture/connection.ts', () => ({
  inspectedTab: () => 1,
  connectToTab: (_tab: number, handlers: Handlers) => {
    page1 = handlers
    return connection1
  },
}))
vi.mock('../../panel/capture/network-log.ts', () => ({ followNetworkLog: () => undefined }))

const recorded = async () => {
  const { duplex } = globalThis as unknown as { duplex: Automation }
  const lines = (await duplex.take()).text.trim().split('\n')
  return lines.map((line) => JSON.parse(line) as CaptureEvent)
}

test('an open connection outlives Clear, on screen and in the recording', async () => {
  const state = createPanelState()
  const actions = startCapture(state)
  const told = connection('websocket', [[200, '<', 'a']])
  page1.onEvents([...page(), ...told])
  actions.clear()
  page1.onEvents([told.at(-1)!])
  expect(state.session.current.streams.all).toMatchObject([{ kind: 'websocket', in: { count: 1 } }])
  const copy = createSession()
  for (const event of await recorded()) applyEvent(copy, event)
  expect(copy.streams.all).toMatchObject([{ kind: 'websocket', in: { count: 1 }, connection: { adopted: true } }])
})

test('late frames are reported until there is a new page', () => {
  const state = createPanelState()
  startCapture(state)
  page1.onArmed({ kind: 'armed', late: 2, closed: 0 })
  page1.onLost()
  page1.onArmed({ kind: 'armed', late: 0, closed: 0 })
  expect(state.late.value).toBe(2)
  page1.onEvents(page())
  expect(state.late.value).toBe(0)
})

/** The story's page under another name. */
const otherPage = (doc: string, more: { late?: true } = {}) =>
  page(1000).map((event) => ({ ...event, doc, ...(event.type === 'document' ? more : {}) }) as CaptureEvent)

test.each([
  ['off', false, ['d2']],
  ['on', true, ['d1', 'd2']],
])(
  'with keep log %s, a page that was running when the panel opened begins a session when it comes back from another page',
  (_name, keep, names) => {
    const state = createPanelState()
    startCapture(state)
    state.keepLog.value = keep
    page1.onEvents(page())
    page1.onEvents(otherPage('d2', { late: true }))
    expect([...state.session.current.documents.byName.keys()]).toEqual(names)
    expect(state.late.value).toBe(1)
  },
)

test('a document that only the network log sees is no new page', () => {
  const state = createPanelState()
  startCapture(state)
  page1.onEvents([...page(), ...connection('websocket', [[200, '<', 'a']])])
  const { at } = page(300)[0]!
  const log1 = { type: 'document', at, doc: 'log1', url: '', context: 'page', late: true, unhooked: true } as const
  page1.onEvents([log1])
  expect([...state.session.current.documents.byName.keys()]).toEqual(['d1', 'log1'])
  expect(state.session.current.streams.all).toMatchObject([{ kind: 'websocket', in: { count: 1 } }])
})

test('a page that was forgotten is a new page when it comes back, though its last event came late', () => {
  const state = createPanelState()
  startCapture(state)
  page1.onEvents(page())
  page1.onEvents(otherPage('d2'))
  page1.onEvents([{ type: 'gone', at: page(1001)[0]!.at, doc: 'd1' }])
  page1.onEvents(page(2000))
  expect([...state.session.current.documents.byName.keys()]).toEqual(['d1'])
})

test('a page that has crashed is reported until there is another one, and its connections are closed', () => {
  vi.useFakeTimers()
  const state = createPanelState()
  startCapture(state)
  const lost: CaptureEvent = { type: 'lost', at: page()[0]!.at, doc: 'd1', events: 7, why: 'relay' }
  page1.onEvents([...page(), ...connection('websocket', [[200, '<', 'a']])])
  page1.onLeft('d1', () => [lost])
  vi.advanceTimersByTime(2000)
  expect(state.ended.value).toBe(true)
  expect(state.session.current.streams.all).toMatchObject([{ status: 'closed' }])
  expect(state.facts().completeness.dropped).toBe(7)
  page1.onEvents(otherPage('d2'))
  expect(state.ended.value).toBe(false)
  page1.onLeft('d2', () => [])
  page1.onEvents(page(2000)) // at once: the page before went without a word
  vi.advanceTimersByTime(2000)
  expect(state.ended.value).toBe(false)
  vi.useRealTimers()
})

test('a page that said that it was going has not crashed, recorded or not', () => {
  const state = createPanelState()
  const actions = startCapture(state)
  page1.onEvents(page())
  actions.setRecording(false)
  page1.onEvents([{ type: 'gone', at: page(1)[0]!.at, doc: 'd1' }])
  page1.onLeft('d1', () => [])
  page1.onLeft('never seen', () => [])
  expect(state.ended.value).toBe(false)
})

test('a site that may not be read, and an extension that is gone, are told from a page closed to extensions', () => {
  const state = createPanelState()
  startCapture(state)
  page1.onArmed({ kind: 'armed', late: 0, closed: 0, error: 'Missing host permission for the tab', forbidden: true })
  expect(state.connection.value).toBe('forbidden')
  page1.onArmed({ kind: 'armed', late: 1, closed: 0 })
  expect(state.connection.value).toBe('armed')
  expect(state.late.value).toBe(1)
  page1.onOutdated()
  expect(state.connection.value).toBe('outdated')
})

test('a page that sends events is not unreachable', () => {
  const state = createPanelState()
  startCapture(state)
  page1.onArmed({ kind: 'armed', late: 0, closed: 0, error: 'Cannot access a chrome:// URL' })
  expect(state.connection.value).toBe('unreachable')
  page1.onEvents(page())
  expect(state.connection.value).toBe('armed')
})

test('after a recording is stopped, what a document recorded before is taken, and what happens then is not', async () => {
  const state = createPanelState()
  const actions = startCapture(state)
  const told = connection('websocket', [
    [200, '<', 'a'],
    [300, '<', 'b'],
    [400, '<', 'c'],
  ])
  const [last, later] = [told.at(-2)!, told.at(-1)!]
  page1.onEvents([...page(), ...told.slice(0, -2)])
  awaited.add('d1')
  actions.setRecording(false)
  page1.onEvents([last])
  awaited.clear()
  page1.onEvents([later])
  endSettling()
  expect(state.session.current.streams.all).toMatchObject([{ in: { count: 2 } }])
  expect(state.notRecorded.value).toBe(1)
})

/** Workers of this environment do not run modules: they run here. */
class Worker {
  constructor() {
    // biome-ignore lint/correctness/noConstructorReturn: stands for a class of the browser
    return workerHere().worker
  }
}

test('an opened file is on screen and exported, while live events go on, until the panel goes back to live', async () => {
  vi.stubGlobal('Worker', Worker)
  const state = createPanelState()
  const actions = startCapture(state)
  const { duplex } = globalThis as unknown as { duplex: Automation }
  const story = [...page(), ...connection('websocket', [[200, '<', 'a']])]
  const text = headerLine({ browser: 'Firefox 153', redacted: false, createdAt: 1 }) + story.map(eventLine).join('')
  await actions.openFile(new File([text], 'a.ndjson'))
  page1.onEvents(page())
  expect(state.mode.value).toMatchObject({ file: 'a.ndjson', redaction: { wasRedacted: false } })
  expect(state.facts().events).toBe(story.length)
  expect(await duplex.exportPart(0, false)).toContain('Firefox 153')
  expect(await duplex.exportPart(1, false)).toBe(story.map(eventLine).join(''))
  expect(await duplex.exportPart(2, false)).toBe('')
  actions.backToLive()
  expect(state.facts().events).toBe(duplex.events())
  expect(duplex.events()).toBe(page().length)
})

test('what was replaced in an opened session is shown, and goes into the next export with what that replaces', async () => {
  vi.stubGlobal('Worker', Worker)
  const state = createPanelState()
  const actions = startCapture(state)
  const { duplex } = globalThis as unknown as { duplex: Automation }
  const redactor = createRedactor()
  const lines = [...page(), ...connection('websocket', [[200, '<', '{"password":"hunter2hunter2"}']])]
    .flatMap((event) => redactor.redact(event))
    .map(eventLine)
    .join('')
  const last = redactionLine(redactor.report())
  const text = headerLine({ browser: 'Firefox 153', redacted: true, createdAt: 1 }) + lines + last
  await actions.openFile(new File([text], 'a.ndjson'))
  expect(state.mode.value).toMatchObject({ redaction: { wasRedacted: true, redactions: [{ values: 1 }] } })
  const exported = async (redact: boolean) => {
    let whole = ''
    for (let index = 0, part = '-'; part !== ''; index++) whole += part = await duplex.exportPart(index, redact)
    return whole
  }
  const [header, ...rest] = (await exported(false)).split('\n')
  expect(JSON.parse(header!)).toMatchObject({ redacted: true })
  expect(rest.join('\n')).toBe(lines + last)
  const again = (await exported(true)).trimEnd().split('\n')
  expect(`${again.at(-2)}\n`).toBe(last)
  expect(JSON.parse(again.at(-1)!)).toMatchObject({ type: 'redaction', values: 1 })
})

test('a cancelled file leaves on screen what was there, and a second file ends the reading of the first', async () => {
  vi.stubGlobal('Worker', Worker)
  const state = createPanelState()
  const actions = startCapture(state)
  page1.onEvents(page())
  const before = state.session.current
  const fileOf = (name: string) =>
    new File([headerLine({ browser: '', redacted: false, createdAt: 1 }) + page().map(eventLine).join('')], name)
  const cancelled = actions.openFile(fileOf('a.ndjson'))
  expect(state.opening.value).toEqual({ file: 'a.ndjson', share: 0 })
  actions.cancelOpening()
  await cancelled
  expect([state.opening.value, state.mode.value, state.problem.value]).toEqual([undefined, 'live', undefined])
  expect(state.session.current).toBe(before)
  const [first, second] = [actions.openFile(fileOf('b.ndjson')), actions.openFile(fileOf('c.ndjson'))]
  await Promise.all([first, second])
  expect([state.opening.value, state.mode.value]).toMatchObject([undefined, { file: 'c.ndjson' }])
})

test('less memory for payloads lets go of the oldest at once, and holds for the next session too', async () => {
  const state = createPanelState()
  const actions = startCapture(state)
  const payloads = () => state.session.current.streams.all[0]!.messages.payload
  const told = connection('websocket', [
    [200, '<', 'abc'],
    [300, '<', 'def'],
  ])
  page1.onEvents([...page(), ...told])
  expect(payloads()).toEqual(['abc', 'def'])
  state.payloads.value = 4
  expect(payloads()).toEqual([undefined, 'def'])
  expect(state.facts().payloads.letGo).toBe(1)
  actions.clear()
  page1.onEvents(told.slice(-2))
  expect(payloads()).toEqual([undefined, 'def'])
})
