import { batch } from '@preact/signals'
import { browserName } from '../../src/format/browser-name.ts'
import type { RedactionReport } from '../../src/format/redact/concealer.ts'
import type { RedactionChoice } from '../../src/format/redact/redact.ts'
import type { PanelState } from '../state.ts'
import { offerAutomation } from './automation.ts'
import { askForSites } from './connection.ts'
import { download, fileParts, previewRedaction } from './export.ts'
import { startLiveCapture } from './live-capture.ts'
import { type OpenedFile, openFile } from './open/opened-file.ts'

// In ms. Nobody can read figures that change more often, and the page needs the processor, too.
const redrawEveryMs = { visible: 100, hidden: 500 }

/** What the toolbar can do. Problems are shown by the state, never thrown. */
export interface CaptureActions {
  setRecording(on: boolean): void
  clear(): void
  reload(): void
  /** @param choice what is replaced, kept and left out; undefined saves all as it is */
  exportSession(choice: RedactionChoice | undefined): Promise<void>
  /** What an export with this choice would replace: again and again while more of the session is read. */
  previewExport(choice: RedactionChoice): AsyncGenerator<RedactionReport>
  /** Reads a file and shows it in place of what is on screen, which stays there until then. */
  openFile(file: File): Promise<void>
  /** Ends the reading of a file. */
  cancelOpening(): void
  backToLive(): void
  /** Asks the user to let the extension read all sites. To be called while a click is handled. */
  allow(): Promise<void>
}

/** Starts the live capture, and decides whether the live session or an opened file is on screen and exported. */
export function startCapture(state: PanelState): CaptureActions {
  const redraw = createRedraw(state)
  const live = startLiveCapture(state, redraw)
  let opened: OpenedFile | undefined
  let opening: AbortController | undefined

  function cancelOpening(): void {
    opening?.abort()
    opening = undefined
    state.opening.value = undefined
  }

  const onScreen = () => opened ?? { recording: live.recording, browser: browserName(navigator.userAgent) }
  offerAutomation(state, live, (redact) => fileParts(onScreen(), redact ? {} : undefined))

  return {
    setRecording: live.setRecording,
    clear: live.clear,
    reload: live.reload,
    previewExport: (choice) => previewRedaction(onScreen(), choice),
    async exportSession(choice) {
      try {
        await download(fileParts(onScreen(), choice))
        state.problem.value = undefined
      } catch (error) {
        state.problem.value = `The session could not be saved: ${error instanceof Error ? error.message : error}.`
      }
    },
    async openFile(file) {
      cancelOpening()
      const own = new AbortController()
      opening = own
      state.problem.value = undefined
      const onProgress = (share: number) => {
        state.opening.value = { file: file.name, share }
      }
      onProgress(0)
      const read = await openFile(file, { payloads: state.payloads.value, onProgress, cancel: own.signal })
      if (!read || own.signal.aborted) return
      // One change for the views, which draw it in a task of its own.
      batch(() => {
        cancelOpening()
        state.problem.value = read.problem
        if (read.session.events === 0) return
        opened = read
        state.session.current = read.session
        state.mode.value = { file: file.name, redaction: read.redaction }
        state.selected.value = undefined
        redraw()
      })
    },
    cancelOpening,
    async allow() {
      try {
        // Once it is allowed, the background tells all panels.
        if (!(await askForSites())) return
        state.problem.value = undefined
      } catch (error) {
        state.problem.value = `The browser did not ask: ${error instanceof Error ? error.message : error}. Allow Duplex to read sites in the browser’s list of extensions.`
      }
    },
    backToLive() {
      cancelOpening()
      opened = undefined
      state.mode.value = 'live'
      state.session.current = live.session()
      state.selected.value = undefined
      state.problem.value = undefined
      redraw()
    },
  }
}

/** A function that redraws the panel a little later, once for all calls until then. */
function createRedraw(state: PanelState): () => void {
  let scheduled = false
  return () => {
    if (scheduled) return
    scheduled = true
    setTimeout(
      () => {
        scheduled = false
        state.changed()
      },
      document.visibilityState === 'hidden' ? redrawEveryMs.hidden : redrawEveryMs.visible,
    )
  }
}
