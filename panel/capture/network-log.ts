import browser from 'webextension-polyfill'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { isDocument, isReportedByOther, isUnclaimed } from '../../src/core/session/claims.ts'
import type { Session } from '../../src/core/session/session.ts'
import { createLogReader, type LogReader } from '../../src/format/har/log-reader.ts'

/** The developer tools' network log, as a source of events beside the hooks. */
export interface NetworkLog {
  /** Reads what the log holds now. */
  read(): Promise<void>
  /** The session begins anew. To be asked while it is still the old one. */
  restart(at: number): CaptureEvent[]
  /** The page has gone, and what ran in its workers. */
  leave(at: number): CaptureEvent[]
}

// Reading the log means copying all of it: seldom when nothing is expected, and never for more than this share of the time.
const readEvery = { watching: 2000, idle: 10_000 }
const mostShare = 0.02
const settleEvery = 1000
// In one second. To be told of each takes the developer tools and this panel half a millisecond of the processor, which a page
// that asks all the time would feel: the log as a whole is read instead, until it is asked less than half as often.
const mostTold = 50
const tellsWell = !/Firefox\//.test(navigator.userAgent)
/** A body that the log does not give in this time is done without. */
const bodyWithin = 1000

/**
 * Follows the network log of the inspected page.
 * @param session where the events go; asked what hooks have told of
 * @returns undefined where there is none: in a page of its own, the panel has no developer tools around it
 */
export function followNetworkLog(
  session: () => Session,
  onEvents: (events: CaptureEvent[]) => void,
): NetworkLog | undefined {
  const network = browser.devtools?.network
  if (!network?.onRequestFinished) return undefined
  const reader = createLogReader((url) => isDocument(session(), url))
  let reading: Promise<void> | undefined
  // How many entries there were when.
  let logged = 0
  let readAt = Date.now()
  let inOrder: Promise<void> = Promise.resolve()

  const say = (events: CaptureEvent[]) => {
    if (events.length > 0) onEvents(events)
  }

  let finished = 0
  let listening = true

  /** Nothing that goes wrong with one thing of the log is the end of all: it is counted. */
  function guarded(run: () => void): void {
    try {
      run()
    } catch {
      try {
        onEvents([{ type: 'lost', at: Date.now(), events: 1, why: 'shape' }])
      } catch {
        // nor is this
      }
    }
  }

  function onFinished(request: unknown): void {
    finished++
    const at = Date.now()
    // Asked for at once, told in order: many that are never given take no longer than one.
    const asked = bodyOf(request, reader)
    inOrder = inOrder.then(async () => {
      const body = await asked
      guarded(() => say(reader.finished(request, at, body)))
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
    guarded(() => say(reader.whole(entries, at)))
    if (!listening && entries.length - logged < ((at - readAt) / 1000) * (mostTold / 2)) listen(true)
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
    })

  const settle = () => guarded(() => say(settled()))

  function restart(at: number): CaptureEvent[] {
    // Whose its connections are, it must know before they are told of again.
    guarded(settled)
    return reader.restart(at)
  }

  async function follow(): Promise<void> {
    await read()
    // Firefox's log says all there is when an entry is over.
    while (tellsWell) {
      const begun = performance.now()
      await read()
      const took = performance.now() - begun
      const pause = reader.watching() || !listening ? readEvery.watching : readEvery.idle
      await new Promise((resolve) => setTimeout(resolve, Math.max(pause, took / mostShare)))
    }
  }

  void follow()
  network.onRequestFinished.addListener(onFinished)
  setInterval(() => {
    if (tellsWell && finished > (mostTold * settleEvery) / 1000) listen(false)
    finished = 0
    if (reader.waiting() || reader.watching()) settle()
  }, settleEvery)
  return { read, restart, leave: (at) => reader.leave(at) }
}

/** The text of a response, where it is wanted; Chromium gives it by callback. */
async function bodyOf(request: unknown, reader: LogReader): Promise<string | undefined> {
  try {
    if (!reader.wantsBody(request)) return undefined
    const { getContent } = request as {
      getContent?: (done: (content: unknown, encoding: unknown) => void) => void
    }
    return await new Promise((resolve) => {
      setTimeout(() => resolve(undefined), bodyWithin)
      getContent?.call(request, (content, encoding) =>
        resolve(typeof content === 'string' && encoding !== 'base64' ? content : undefined),
      )
    })
  } catch {
    return undefined
  }
}
