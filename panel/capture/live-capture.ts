import type { CaptureEvent, Context, DocumentEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { carriedOver } from '../../src/core/session/carried-over.ts'
import { knowsDocument, knowsOtherPage, reportedByOther, urlOfDocument } from '../../src/core/session/questions.ts'
import { createSession, keepPayloads, type Session } from '../../src/core/session/session.ts'
import { endAllUnread } from '../../src/core/session/unread.ts'
import { allFactsIn } from '../../src/wire/event-size.ts'
import type { PanelState } from '../state.ts'
import { type Connection, connectToTab, inspectedTab, reloadTab } from './connection.ts'
import { followNetworkLog, type NetworkLog } from './network-log.ts'
import { createPresence } from './presence.ts'
import { createRecording, type Recording } from './recording.ts'

const endSilentEveryMs = 400
// In ms. A page that goes into the back/forward cache may not get to say so; then another one is there within this time.
const nextPageMs = 1000

/** The session of the inspected page. It goes on while a file is shown. */
export interface LiveCapture {
  /** The session that events are taken into: another one after each new page and each Clear. */
  session(): Session
  /** The events of that session. */
  recording: Recording
  /** Records events from now on; or only counts them, once those that happened before have arrived. */
  setRecording(on: boolean): void
  /** Begins a new session with the connections that are open. */
  clear(): void
  /** Reloads the inspected page, so that it is captured from its start. */
  reload(): void
  /** Takes in all that the page has recorded by now, and what the network log of the developer tools holds. */
  settle(): Promise<void>
}

/**
 * Takes events from the inspected page and from the network log into a session and its recording.
 * @param redraw is called after every change
 */
export function startLiveCapture(state: PanelState, redraw: () => void): LiveCapture {
  const recording = createRecording()
  const presence = createPresence()
  let tabId = inspectedTab()
  const emptySession = () => createSession({ rows: true, payloads: state.payloads.value })
  let session = emptySession()
  // Connections that hooks and network log both report, as `<document>/<number>`, and whose events from the later source are left
  // out. A session that began anew cannot know them: it has not seen both reports.
  let reportedTwice: ReadonlySet<string> = new Set()
  let network: NetworkLog | undefined
  let connection: Connection | undefined
  // How many ends of the recording wait for events that happened before them.
  let endsWaiting = 0
  let ending: ReturnType<typeof setTimeout> | undefined
  state.session.current = session
  state.payloads.subscribe((units) => {
    keepPayloads(session, units)
    redraw()
  })

  function take(all: readonly CaptureEvent[]): void {
    const events = reportedTwice.size === 0 ? all : all.filter((event) => !reportedTwice.has(flowOf(event)))
    let recorded = 0
    for (const [index, event] of events.entries()) {
      // One that only the network log sees is its name for where requests come from that no hook has reported, or not yet.
      if (event.type === 'document' && event.context === 'page' && !event.unhooked) {
        // Events before this one are of the page before: a recording that is cleared for the new page must not begin with them.
        recording.append(events.slice(recorded, index))
        recorded = index
        beginPage(event)
      }
      applyEvent(session, event)
    }
    recording.append(events.slice(recorded))
    redraw()
  }

  /**
   * A top document that is not known yet is a navigation; one that came back from the cache is known. The first one may have
   * been running when the panel opened: what the network log has reported of it so far stays.
   */
  function beginPage({ doc, at, late }: DocumentEvent): void {
    if (knowsDocument(session, doc) || (late && !knowsOtherPage(session, doc))) return
    state.late.value = late ? 1 : 0
    state.closed.value = 0
    if (session.events === 0) return
    if (state.keepLog.value) take(network?.leave(at) ?? [])
    else beginSession(at, true)
  }

  /** Begins a new session with what is still open. @param newPage the page of the old session is gone */
  function beginSession(at: number, newPage: boolean): void {
    const open = carriedOver(session, at, newPage)
    const stillOpen = [...open, ...(network?.restart(at) ?? [])]
    const docs = new Set(open.map((event) => ('doc' in event ? event.doc : undefined)))
    const twice = [...reportedTwice, ...reportedByOther(session)]
    reportedTwice = new Set(twice.filter((flow) => docs.has(flow.slice(0, flow.lastIndexOf('/')))))
    session = emptySession()
    recording.clear()
    if (state.mode.value === 'live') state.session.current = session
    state.selected.value = undefined
    take(stillOpen)
  }

  function onEvents(events: CaptureEvent[], before = true): void {
    if (state.recording.value || (endsWaiting > 0 && before)) take(events)
    else state.notRecorded.value += allFactsIn(events)
  }

  /** Whether these events, which arrive after the end of a recording, happened before it. All are of one document. */
  function isBeforeEnd(events: CaptureEvent[]): boolean {
    const last = events.at(-1)
    return last !== undefined && 'doc' in last && last.doc !== undefined && connection?.awaits(last.doc) === true
  }

  /** A document that never said that it was going takes its connections with it all the same. */
  function onLeft(doc: string, missing: () => CaptureEvent[]): void {
    const context = presence.left(doc)
    if (!context) return
    onEvents([...missing(), { type: 'gone', at: Date.now(), doc }])
    if (context !== 'page') return
    onEvents([unseenEnd(doc, context, 'The page ended before it could hand over what it had recorded last.')])
    pageEnded(true)
  }

  function pageEnded(ended: boolean): void {
    clearTimeout(ending)
    if (ended)
      ending = setTimeout(() => {
        state.ended.value = true
      }, nextPageMs)
    else state.ended.value = false
  }

  function follow(tab: number): void {
    network = followNetworkLog(() => session, onEvents)
    state.connection.value = 'connecting'
    connection = connectToTab(tab, {
      onEvents(events) {
        // Events come from hooks, so the tab has left the page that is closed to extensions.
        if (state.connection.value === 'unreachable') state.connection.value = 'armed'
        presence.see(events)
        if (events.some((event) => event.type === 'document' && event.context === 'page')) pageEnded(false)
        onEvents(events, isBeforeEnd(events))
      },
      onLeft,
      onArmed(armed) {
        recording.leaveHeap(!armed.incognito)
        state.connection.value = armed.forbidden ? 'forbidden' : armed.error === undefined ? 'armed' : 'unreachable'
        // When the panel connects again, frames that were hooked late are hooked already and no longer counted as late.
        state.late.value = Math.max(state.late.value, armed.late)
        state.closed.value = Math.max(state.closed.value, armed.closed)
        redraw()
      },
      onMoved(to, missing) {
        tabId = to
        for (const doc of presence.all()) onLeft(doc, () => missing(doc))
      },
      onLost() {
        state.connection.value = 'lost'
      },
      onOutdated() {
        state.connection.value = 'outdated'
      },
    })
  }

  async function settle(): Promise<void> {
    if (!connection) return
    const { lost, silent } = await connection.settle(presence.all())
    const why = 'The page was too busy to hand over what it had recorded last, when the recording ended.'
    onEvents([...lost, ...silent.map((doc) => unseenEnd(doc, presence.contextOf(doc), why))])
  }

  const unseenEnd = (doc: string, context: Context, why: string): CaptureEvent => {
    return { type: 'unhooked', at: Date.now(), url: urlOfDocument(session, doc), context, why }
  }

  /** Requests whose body the page does not read end by time: a page that has fallen silent sends no event that would end them. */
  function endSilent(): void {
    const { revision } = session
    if (state.recording.value) endAllUnread(session, presence.nowOf)
    if (session.revision !== revision) redraw()
  }

  if (tabId === undefined) state.connection.value = 'none'
  else {
    follow(tabId)
    setInterval(endSilent, endSilentEveryMs)
  }

  return {
    session: () => session,
    recording,
    async setRecording(on) {
      if (on && state.notRecorded.value > 0) {
        const at = Math.max(session.lastAt, session.startedAt)
        take([{ type: 'lost', at, events: state.notRecorded.value, why: 'paused' }])
        state.notRecorded.value = 0
      }
      state.recording.value = on
      redraw()
      if (on) return
      endsWaiting++
      try {
        await settle()
      } finally {
        endsWaiting--
      }
    },
    clear() {
      beginSession(Date.now(), false)
      redraw()
    },
    reload() {
      if (tabId !== undefined) reloadTab(tabId)
    },
    async settle() {
      await settle()
      await network?.read()
    },
  }
}

/** The connection or request of an event, as `<document>/<number>`; '' for events of neither. */
const flowOf = (event: CaptureEvent) => ('doc' in event && 'id' in event ? `${event.doc}/${event.id}` : '')
