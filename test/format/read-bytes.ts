import type { CaptureEvent } from '../../src/core/event/event.ts'
import { type ReadItem, readSession } from '../../src/format/session/read.ts'

/** What reading a session file gave. `problem` is not there where nothing was wrong. */
interface ReadBytes {
  items: ReadItem[]
  events: CaptureEvent[]
  problem?: string
}

/** Reads a session file that arrives in pieces of so many bytes. */
export async function read(bytes: Uint8Array, pieceSize = 64): Promise<ReadBytes> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize)
  }
  const items: ReadItem[] = []
  for await (const item of readSession(pieces())) items.push(item)
  const events = items.flatMap((item) => (item.kind === 'events' ? item.events : []))
  const problem = items.find((item) => item.kind === 'problem')
  return problem?.kind === 'problem' ? { items, events, problem: problem.sentence } : { items, events }
}
