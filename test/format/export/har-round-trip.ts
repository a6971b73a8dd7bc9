import { type Analysis, analyze } from '../../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { applyEvent } from '../../../src/core/session/apply-event.ts'
import { createSession, talliesOnly } from '../../../src/core/session/session.ts'
import { endAllUnread } from '../../../src/core/session/unread.ts'
import { type HarLimits, harLimits } from '../../../src/format/export/har/drafts.ts'
import { writeHar } from '../../../src/format/export/har/har.ts'
import { readHar } from '../../../src/format/har-file/read-har.ts'
import { textOf } from './exported.ts'

/**
 * A HAR of events in the order in which they came, and what was noted.
 * @param batch events that come together
 */
export async function harOf(
  events: readonly CaptureEvent[],
  limits: HarLimits = harLimits,
  batch = 7,
): Promise<{ har: string; notes: string[] }> {
  const notes: string[] = []
  const source = {
    browser: () => 'Chromium 156',
    isRedacted: () => false,
    redactions: () => [],
    async *events() {
      for (let from = 0; from < events.length; from += batch) yield events.slice(from, from + batch)
    },
    note: (sentence: string) => notes.push(sentence),
  }
  return { har: await textOf(writeHar(source, limits)), notes }
}

/** The events of a HAR, and the sentence on what is wrong with it. */
export const eventsOf = (har: string) => eventsOfBytes(new TextEncoder().encode(har))

/** The same of the bytes of a file. */
export async function eventsOfBytes(
  bytes: Uint8Array,
): Promise<{ events: CaptureEvent[]; problem: string | undefined }> {
  const events: CaptureEvent[] = []
  let problem: string | undefined
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += 60_000) yield bytes.subarray(at, at + 60_000)
  }
  for await (const item of readHar({ bytes: pieces(), slice: (from, to) => bytes.slice(from, to) })) {
    if (item.kind === 'event') events.push(item.event)
    else if (item.kind === 'problem') problem = item.sentence
  }
  return { events, problem }
}

/** The analysis of events in the order in which they came. */
export function analysisOf(events: readonly CaptureEvent[]): Analysis {
  const session = createSession(talliesOnly)
  for (const event of events) applyEvent(session, event)
  endAllUnread(session)
  return analyze(session, 'Chromium 156')
}

/** The same HAR as a tool leaves it that keeps no fields of Duplex. */
export function withoutDuplex(har: string): string {
  return JSON.stringify(JSON.parse(har, (key, value: unknown) => (key === '_duplex' ? undefined : value)))
}
