import browser from 'webextension-polyfill'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import {
  hasOpenSource,
  heardFirst,
  isDocument,
  isPageObserved,
  isReportedByOther,
  isSource,
  isUnclaimed,
  sourceOfIgnored,
  sourceOfReport,
} from '../../src/core/session/questions.ts'
import type { Session } from '../../src/core/session/session.ts'
import { createLogReader, type LogReader } from '../../src/format/har/log-reader.ts'
import { heardWithin } from '../../src/format/har/unheard-events.ts'

/** The developer tools' network log, a source of events beside the hooks. */
export interface NetworkLog {
  /** Reads the log's current content. */
  read(): Promise<void>
  /** Starts a new session at `at`. Must be called while `session()` still returns the old one. */
  restart(at: number): CaptureEvent[]
  /** The page was left, and its workers ended with it. */
  leave(at: number): CaptureEvent[]
}

// In ms. Reading the log copies all of it, so it is read seldom while nothing is expected, and never takes more than
// `maxShare` of the time.
const readEveryMs = { watching: 2000, idle: 10_000 }
const maxShare = 0.02
const settleEveryMs = 1000
// Notices a second. Each notice costs the developer tools and this panel half a millisecond of processor time, which a page
// with very many requests would feel: above this rate the whole log is read instead, until the rate is below half of it.
const maxNoticesPerSecond = 50
const isChromium = !/Firefox\//.test(navigator.userAgent)
/** In ms: how long to wait for the text of a response. */
const bodyTimeoutMs = 1000

/**
 * Follows the network log of the inspected page.
 * @param session the current session, which is asked which requests the hooks have reported
 * @param onEvents receives the events of the log
 * @returns undefined where there is no log: a panel that is a page of its own has no developer tools around it
 */
export function followNetworkLog(
  session: () => Session,
  onEvents: (events: CaptureEvent[]) => void,
): NetworkLog | undefined {
  const network = browser.devtools?.network
  if (!network?.onRequestFinished) return undefined
  const reader = createLogReader(
    (url) => isDocument(session(), url),
    () => isPageObserved(session()),
  )
  let reading: Promise<void> | undefined
  // Number of entries at the last read, and its time.
  let logged = 0
  let readAt = Date.now()
  let inOrder: Promise<void> = Promise.resolve()

  const report = (events: CaptureEvent[]) => {
    if (events.length > 0) onEvents(events)
  }

  let finished = 0
  let listening = true

  /** Runs a step; an error in it counts as a lost event, so that a single bad entry does not end the following. */
  function guarded(run: () => void): void {
    try {
      run()
    } catch {
      try {
        onEvents([{ type: 'lost', at: Date.now(), events: 1, why: 'shape' }])
      } catch {
        // not even counting may end the following
      }
    }
  }

  function onFinished(request: unknown): void {
    finished++
    const at = Date.now()
    // Bodies are requested at once and entries reported in order, so many missing bodies take no longer than one.
    const requested = bodyOf(request, reader)
    inOrder = inOrder.then(async () => {
      const body = await requested
      guarded(() => report(reader.finished(request, at, body)))
    })
  }

  function listen(on: boolean): void {
    if (on === listening) return
    listening = on
    reader.listen(on, Date.now())
    if (on) network!.onRequestFinished.addListener(onFinished)
    else network!.onRequestFinished.removeListener(onFinished)
  }

  async function readNow(): Promise<void> {
    await inOrder
    const entries = await entriesNow()
    if (!entries) return
    const at = Date.now()
    guarded(() => report(reader.whole(entries, at)))
    if (!listening && entries.length - logged < ((at - readAt) / 1000) * (maxNoticesPerSecond / 2)) listen(true)
    logged = entries.length
    readAt = at
  }

  async function entriesNow(): Promise<unknown[] | undefined> {
    try {
      const { entries } = (await network!.getHAR()) as { entries?: unknown }
      return Array.isArray(entries) ? entries : undefined
    } catch {
      return undefined // the developer tools are closing
    }
  }

  async function read(): Promise<void> {
    reading ??= readNow().finally(() => {
      reading = undefined
    })
    await reading
    settle()
  }

  const settled = () =>
    reader.settle(Date.now(), {
      isUnclaimed: (event, worker) => isUnclaimed(session(), event, worker),
      isDropped: (flow) => isReportedByOther(session(), flow),
      sourceOf: (reported) =>
        'type' in reported ? sourceOfReport(session(), reported) : sourceOfIgnored(session(), reported),
      isSource: (flow) => isSource(session(), flow),
      heardFirst: (flow, name) => heardFirst(session(), flow, name),
    })

  const settle = () => guarded(() => report(settled()))

  function restart(at: number): CaptureEvent[] {
    // Decide first which connections the hooks report, because `restart` reports the others again.
    guarded(settled)
    return reader.restart(at)
  }

  async function follow(): Promise<void> {
    await read()
    // Firefox's log is complete with the notices of ended entries, so it need not be read again. It would show what the hook of an
    // EventSource does not hear while that is open, too; but where it is read every few seconds, notices of other requests are late.
    while (isChromium) {
      const begun = performance.now()
      await read()
      const took = performance.now() - begun
      const pause =
        reader.watching() || !listening || hasOpenSource(session()) ? readEveryMs.watching : readEveryMs.idle
      await new Promise((resolve) => setTimeout(resolve, Math.max(pause, took / maxShare)))
    }
  }

  void follow()
  network.onRequestFinished.addListener(onFinished)
  setInterval(() => {
    if (isChromium && finished > (maxNoticesPerSecond * settleEveryMs) / 1000) listen(false)
    finished = 0
    if (reader.waiting() || reader.watching() || reader.deciding()) settle()
  }, settleEveryMs)
  /** Reads the log, and decides on all that it holds. */
  async function readAll(): Promise<void> {
    await read()
    if (!reader.deciding()) return
    await new Promise((resolve) => setTimeout(resolve, heardWithin))
    settle()
  }

  return { read: readAll, restart, leave: (at) => reader.leave(at) }
}

/** The text of a response, where the reader wants it; Chromium passes it to a callback. */
async function bodyOf(request: unknown, reader: LogReader): Promise<string | undefined> {
  try {
    if (!reader.wantsBody(request)) return undefined
    const { getContent } = request as {
      getContent?: (done: (content: unknown, encoding: unknown) => void) => void
    }
    return await new Promise((resolve) => {
      setTimeout(() => resolve(undefined), bodyTimeoutMs)
      getContent?.call(request, (content, encoding) =>
        resolve(typeof content === 'string' && encoding !== 'base64' ? content : undefined),
      )
    })
  } catch {
    return undefined
  }
}
