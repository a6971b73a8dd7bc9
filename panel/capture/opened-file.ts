import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession, type Session } from '../../src/core/session/session.ts'
import { endAllUnread } from '../../src/core/session/unread.ts'
import { readSession } from '../../src/format/session/read.ts'
import { createRecording, type Recording } from './recording.ts'

/** A session that was read from a file. */
export interface OpenedFile {
  session: Session
  /** The events of the file, for the next export. */
  recording: Recording
  /** The browser that the session was recorded in. */
  browser: string
  /** What is wrong with the file, as a sentence; everything before the fault was read. */
  problem: string | undefined
}

/**
 * Reads a session from a file. A damaged file has a `problem` and as much of its session as could be read.
 * @param payloads UTF-16 units of payloads that the session keeps
 */
export async function openSessionFile(file: File, payloads: number): Promise<OpenedFile> {
  const session = createSession({ rows: true, payloads })
  const recording = createRecording()
  let browser = ''
  let problem: string | undefined
  for await (const item of readSession(chunksOf(file))) {
    if (item.kind === 'header') browser = item.header.browser
    else if (item.kind === 'problem') problem = `${file.name}: ${item.sentence}.`
    else if (item.kind === 'events') {
      for (const event of item.events) applyEvent(session, event)
      recording.append(item.events)
    }
  }
  endAllUnread(session)
  return { session, recording, browser, problem }
}

/** The content of a file piece by piece. Streams are no async iterables in all supported browsers. */
async function* chunksOf(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}
