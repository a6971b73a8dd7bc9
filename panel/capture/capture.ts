import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { carriedOver } from '../../src/core/session/carried-over.ts'
import { knowsDocument, reportedByOther } from '../../src/core/session/claims.ts'
import { createSession } from '../../src/core/session/session.ts'
import { browserName } from '../../src/format/browser-name.ts'
import { createRedactor } from '../../src/format/redact/redact.ts'
import { readSession } from '../../src/format/session/read.ts'
import { sessionExtension } from '../../src/format/session/session-file.ts'
import { headerLine, rewriteLines } from '../../src/format/session/write.ts'
import { allFactsIn } from '../../src/wire/event-size.ts'
import type { PanelState } from '../state.ts'
import { connectToTab, inspectedTab, reloadTab } from './connection.ts'
import { followNetworkLog, type NetworkLog } from './network-log.ts'
import { createRecording, type Recording, type Taken } from './recording.ts'

// Ms. Nobody reads figures that change more often, and the page wants the processor, too.
const redrawEvery = { seen: 100, hidden: 500 }

/** What the toolbar can do. Problems are shown by the state, never thrown. */
export interface CaptureActions {
  setRecording(on: boolean): void
  clear(): void
  reload(): void
  exportSession(options: { redact: boolean }): Promise<void>
  openFile(file: File): Promise<void>
  backToLive(): void
}

/** What automation needs, as `globalThis.duplex`: the command line drives this very page. */
export interface Automation {
  armed(): boolean
  events(): number
  /** Takes in what the developer tools' network log holds by now. */
  readNetworkLog(): Promise<void>
  /** The session file as text, part by part; an empty string at its end. */
  exportPart(index: number, redact: boolean): Promise<string>
  /** Lines recorded since the last call, as they are: a capture that is written while it runs. */
  take(): Promise<Taken>
}

/** Joins the connection to the page, the recording and the state. Live events go on being taken while a file is shown. */
export function startCapture(state: PanelState): CaptureActions {
  const recording = createRecording()
  const tabId = inspectedTab()
  let live = createSession()
  let opened: { recording: Recording; browser: string } | undefined
  let paused = 0
  // Flows that somebody else told of before the session began anew, of which it does not know that any more.
  let toldTwice: ReadonlySet<string> = new Set()
  let scheduled = false
  state.session.current = live

  function changed(): void {
    if (scheduled) return
    scheduled = true
    setTimeout(
      () => {
        scheduled = false
        state.changed()
      },
      document.visibilityState === 'hidden' ? redrawEvery.hidden : redrawEvery.seen,
    )
  }

  function take(all: readonly CaptureEvent[]): void {
    const events = toldTwice.size === 0 ? all : all.filter((event) => !toldTwice.has(flowOf(event)))
    let rest = events
    for (const [index, event] of events.entries()) {
      if (event.type === 'document' && event.context === 'page' && !event.late) {
        // What came before belongs to the page before, and is recorded before it is cleared.
        recording.append(rest.slice(0, index - (events.length - rest.length)))
        rest = events.slice(index)
        beginPage(event.doc, event.at)
      }
      applyEvent(live, event)
    }
    recording.append(rest)
    changed()
  }

  /** A top document that was not here before is a navigation; one that came back from the cache is not. */
  function beginPage(doc: string, at: number): void {
    if (knowsDocument(live, doc)) return
    state.late.value = 0
    if (live.events === 0) return
    if (state.keepLog.value) take(network?.leave(at) ?? [])
    else clearLive(at, true)
  }

  /** The session begins anew, with what is still open. */
  function clearLive(at: number, newPage: boolean): void {
    const open = carriedOver(live, at, newPage)
    const still = [...open, ...(network?.restart(at) ?? [])]
    const docs = new Set(open.map((event) => ('doc' in event ? event.doc : undefined)))
    const twice = [...toldTwice, ...reportedByOther(live)]
    toldTwice = new Set(twice.filter((flow) => docs.has(flow.slice(0, flow.lastIndexOf('/')))))
    live = createSession()
    recording.clear()
    if (state.mode.value === 'live') state.session.current = live
    state.selected.value = undefined
    take(still)
  }

  function onEvents(events: CaptureEvent[]): void {
    if (!state.recording.value) {
      paused += allFactsIn(events)
      state.notRecorded.value = paused
      return
    }
    take(events)
  }

  let network: NetworkLog | undefined
  if (tabId === undefined) state.connection.value = 'none'
  else {
    network = followNetworkLog(() => live, onEvents)
    state.connection.value = 'connecting'
    connectToTab(tabId, {
      onEvents(events) {
        // The tab has left the page that was closed to extensions.
        if (state.connection.value === 'unreachable') state.connection.value = 'armed'
        onEvents(events)
      },
      onArmed(armed) {
        state.connection.value = armed.error === undefined ? 'armed' : 'unreachable'
        // Asked again after a break, the frames that were hooked late before are no longer.
        state.late.value = Math.max(state.late.value, armed.late)
        changed()
      },
      onLost() {
        state.connection.value = 'lost'
      },
    })
  }

  /** The file of what is on screen: the live session, or one that was opened. */
  async function* fileParts(redact: boolean): AsyncGenerator<string> {
    const browser = opened?.browser ?? browserName(navigator.userAgent)
    yield headerLine({ browser, redacted: redact, createdAt: Date.now() })
    const parts = (opened?.recording ?? recording).parts()
    const redactor = createRedactor()
    if (redact) yield* rewriteLines(parts, (event) => redactor.redact(event))
    else yield* parts
  }

  let exporting: { redact: boolean; parts: AsyncGenerator<string> } | undefined
  const automation: Automation = {
    armed: () => state.connection.value === 'armed' || state.connection.value === 'unreachable',
    events: () => live.events,
    async readNetworkLog() {
      await network?.read()
    },
    async exportPart(index, redact) {
      if (index === 0 || !exporting) exporting = { redact, parts: fileParts(redact) }
      const next = await exporting.parts.next()
      if (!next.done) return next.value === '' ? '\n' : next.value
      exporting = undefined
      return ''
    },
    take: () => recording.next(),
  }
  Object.assign(globalThis, { duplex: automation })

  return {
    setRecording(on) {
      if (on && paused > 0) {
        const at = Math.max(live.lastAt, live.startedAt)
        take([{ type: 'lost', at, events: paused, why: 'paused' }])
        paused = 0
        state.notRecorded.value = 0
      }
      state.recording.value = on
      changed()
    },
    clear() {
      clearLive(Date.now(), false)
      changed()
    },
    reload() {
      if (tabId !== undefined) reloadTab(tabId)
    },
    async exportSession({ redact }) {
      try {
        await download(fileParts(redact))
        state.problem.value = undefined
      } catch (error) {
        state.problem.value = `The session could not be saved: ${error instanceof Error ? error.message : error}.`
      }
    },
    async openFile(file) {
      const session = createSession()
      const copy = createRecording()
      let browser = ''
      let problem: string | undefined
      for await (const item of readSession(chunksOf(file))) {
        if (item.kind === 'header') browser = item.header.browser
        else if (item.kind === 'problem') problem = `${file.name}: ${item.sentence}.`
        else {
          for (const event of item.events) applyEvent(session, event)
          copy.append(item.events)
        }
      }
      state.problem.value = problem
      if (session.events === 0) return
      opened = { recording: copy, browser }
      state.session.current = session
      state.mode.value = { file: file.name }
      state.selected.value = undefined
      changed()
    },
    backToLive() {
      opened = undefined
      state.mode.value = 'live'
      state.session.current = live
      state.selected.value = undefined
      state.problem.value = undefined
      changed()
    },
  }
}

const flowOf = (event: CaptureEvent) => ('doc' in event && 'id' in event ? `${event.doc}/${event.id}` : '')

/** Hands a gzipped file to the browser's downloads. */
async function download(texts: AsyncIterable<string>): Promise<void> {
  const parts: Blob[] = []
  for await (const text of texts) parts.push(new Blob([text]))
  const zipped = new Blob(parts).stream().pipeThrough(new CompressionStream('gzip'))
  const blob = await new Response(zipped, { headers: { 'content-type': 'application/gzip' } }).blob()
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `duplex-${new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-')}${sessionExtension}.gz`
  link.click()
  // The browser needs the address until it has begun to read.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

async function* chunksOf(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}
