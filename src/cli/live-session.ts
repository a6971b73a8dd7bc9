import { type Analysis, analyze } from '../core/analysis/analysis.ts'
import type { CaptureEvent } from '../core/event/event.ts'
import { applyEvent } from '../core/session/apply-event.ts'
import { createSession, talliesOnly } from '../core/session/session.ts'
import { endAllUnread } from '../core/session/unread.ts'
import { createRedactor } from '../format/redact/redact.ts'
import { redactionLine } from '../format/session/redaction-line.ts'
import { eventLine, headerLine } from '../format/session/write.ts'
import type { DrivenBrowser, Panel } from './browser/driven-browser.ts'
import { createSessionWriter } from './session-writer.ts'
import { createWorkerSockets } from './worker-sockets.ts'

/** The panel's reply to a request for new events. */
interface Taken {
  text: string
  more: boolean
  clears: number
}

/** Takes a session out of the panel while it is recorded, into a file and an analysis, in constant memory. */
export interface LiveSession {
  /** Takes all new events. Rejects once the panel is gone. */
  take(panel: Panel): Promise<void>
  events(): number
  /** Closes the file and analyses the events taken. */
  end(): Promise<{ analysis: Analysis; problem: string | undefined }>
}

export interface LiveSessionOptions {
  browser: string
  redact: boolean
  /** The session file; undefined writes none. */
  out: string | undefined
  /** Takes what the browser itself tells of sockets, where it tells more than the panel sees. */
  takeSockets: Awaited<ReturnType<NonNullable<DrivenBrowser['watchSockets']>>> | undefined
}

/** A session without events. */
export function createLiveSession(options: LiveSessionOptions): LiveSession {
  const workers = createWorkerSockets()
  const writer = createSessionWriter(options.out)
  let session = createSession(talliesOnly)
  let redactor = createRedactor()
  let clears = 0
  let begun = false

  async function write(lines: string): Promise<void> {
    if (!begun)
      await writer.write(headerLine({ browser: options.browser, redacted: options.redact, createdAt: Date.now() }))
    begun = true
    if (lines !== '') await writer.write(lines)
  }

  return {
    async take(panel) {
      for (let more = true; more; ) {
        const taken = await panel.evaluate<Taken>('return globalThis.duplex.take()')
        more = taken.more
        if (taken.clears !== clears) {
          // The panel started a new session, as it does when the page navigates, so file and analysis start again too.
          clears = taken.clears
          session = createSession(talliesOnly)
          redactor = createRedactor()
          workers.restart()
          if (begun) await writer.restart()
          begun = false
        }
        let lines = ''
        const fromPanel = taken.text
          .split('\n')
          .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as CaptureEvent]))
        const { kept, lost } = (await options.takeSockets?.().catch(() => undefined)) ?? { kept: [], lost: 0 }
        const all = workers.join(fromPanel, kept)
        if (lost > 0) all.push({ type: 'lost', at: Date.now(), events: lost, why: 'buffer' })
        for (const recorded of all) {
          applyEvent(session, recorded)
          for (const written of options.redact ? redactor.redact(recorded) : [recorded]) lines += eventLine(written)
        }
        if (lines !== '') await write(lines)
      }
    },
    events: () => session.events,
    async end() {
      await write(options.redact ? redactionLine(redactor.report()) : '')
      const problem = await writer.close()
      endAllUnread(session)
      return { analysis: analyze(session, options.browser), problem }
    },
  }
}
