import type { PanelState } from '../state.ts'
import type { LiveCapture } from './live-capture.ts'
import type { Taken } from './recording.ts'

/** What automation needs, as `globalThis.duplex`: the command line drives this very page. */
export interface Automation {
  /** The page is connected, or closed to extensions: there is nothing to wait for. */
  armed(): boolean
  /** Number of events in the live session. */
  events(): number
  /** Increases with each change of the live session: an event, or a navigation that cleared it. */
  changes(): number
  /** Takes in all that the page has recorded by now, and what the network log of the developer tools holds: the recording ends. */
  settle(): Promise<void>
  /** The session file as text, part by part; an empty string at its end. Part 0 begins a new file. */
  exportPart(index: number, redact: boolean): Promise<string>
  /** Lines recorded since the last call, as they are: a capture that is written while it runs. */
  take(): Promise<Taken>
}

/**
 * Puts the automation where a script that drives the panel finds it.
 * @param parts the session file of what is on screen
 */
export function offerAutomation(
  state: PanelState,
  live: LiveCapture,
  parts: (redact: boolean) => AsyncGenerator<string>,
): void {
  let exporting: AsyncGenerator<string> | undefined
  const duplex: Automation = {
    armed: () => ['armed', 'unreachable', 'forbidden'].includes(state.connection.value),
    events: () => live.session().events,
    changes: () => live.recording.changes(),
    settle: () => live.settle(),
    async exportPart(index, redact) {
      if (index === 0 || !exporting) exporting = parts(redact)
      const next = await exporting.next()
      // An empty part is no end: it becomes an empty line, which readers of session files skip.
      if (!next.done) return next.value === '' ? '\n' : next.value
      exporting = undefined
      return ''
    },
    take: () => live.recording.next(),
  }
  Object.assign(globalThis, { duplex })
}
