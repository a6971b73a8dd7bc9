import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { applyEvent } from '../../../src/core/session/apply-event.ts'
import { createSession, type Session } from '../../../src/core/session/session.ts'
import { endAllUnread } from '../../../src/core/session/unread.ts'
import type { FileRedaction } from '../../../src/format/session/redaction-line.ts'
import { createRecording, type Recording } from '../recording.ts'
import type { FromReader, ToReader } from './reader-messages.ts'

/** A session that was read from a file. */
export interface OpenedFile {
  session: Session
  /** The events of the file, for the next export. */
  recording: Recording
  /** The browser that the session was recorded in. */
  browser: string
  /** What the file tells of the secrets that were in it. */
  redaction: FileRedaction
  /** What is wrong with the file, as a sentence; everything before the fault was read. */
  problem: string | undefined
}

/** The worker that reads a file. */
export type FileReaderWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>

interface Opening {
  /** UTF-16 units of payloads that the session keeps. */
  payloads: number
  /** Is told the share of the file that has been read, from 0 to 1. */
  onProgress(share: number): void
  /** Ends the reading. */
  cancel: AbortSignal
  startWorker?(): FileReaderWorker
}

const startFileWorker = (): Worker =>
  new Worker(new URL('./file-worker.ts', import.meta.url), { type: 'module', name: 'duplex file reader' })

/**
 * Reads a session, a HAR or a WebRTC dump from a file in a worker, and takes its events in as they come, a batch for each task: the panel
 * goes on drawing and taking clicks. A damaged file has a `problem` and as much of its session as could be read.
 * @returns undefined where it was cancelled
 */
export function openFile(
  file: File,
  { payloads, onProgress, cancel, startWorker = startFileWorker }: Opening,
): Promise<OpenedFile | undefined> {
  const session = createSession({ rows: true, payloads })
  const recording = createRecording()
  // What is in the file is on a disk already, in whatever window it is opened.
  recording.leaveHeap(true)
  const opened = (
    browser: string,
    sentence: string | undefined,
    redaction: FileRedaction = { wasRedacted: false, redactions: [] },
  ): OpenedFile => {
    endAllUnread(session)
    return { session, recording, browser, redaction, problem: sentence && `${file.name}: ${sentence}.` }
  }

  return new Promise((resolve) => {
    let worker: FileReaderWorker
    try {
      worker = startWorker()
    } catch (error) {
      return resolve(opened('', `${noWorker} (${error instanceof Error ? error.message : error})`))
    }
    let heard = false
    const end = (result: OpenedFile | undefined) => {
      worker.onmessage = null
      worker.onerror = null
      worker.terminate()
      resolve(result)
    }
    worker.onmessage = ({ data }: MessageEvent<FromReader>) => {
      heard = true
      if (data.kind === 'end') return end(opened(data.browser, data.problem, data.redaction))
      onProgress(data.share)
      if (data.kind === 'progress') return
      const lines = decoder.decode(data.octets)
      take(lines, session)
      recording.appendLines(lines)
      worker.postMessage({ kind: 'taken' } satisfies ToReader)
    }
    worker.onerror = (event) => {
      const why = event.message ? ` (${event.message})` : ''
      end(opened('', `${heard ? 'reading it ended too early' : noWorker}${why}`))
    }
    if (cancel.aborted) return end(undefined)
    cancel.addEventListener('abort', () => end(undefined), { once: true })
    worker.postMessage({ kind: 'read', file } satisfies ToReader)
  })
}

const decoder = new TextDecoder()

const noWorker = 'it cannot be opened, because the browser did not start the worker that reads files'

/** Takes whole lines of events into a session. The worker has checked them. */
function take(lines: string, session: Session): void {
  for (let from = 0, to = lines.indexOf('\n'); to >= 0; from = to + 1, to = lines.indexOf('\n', from))
    applyEvent(session, JSON.parse(lines.slice(from, to)) as CaptureEvent)
}
