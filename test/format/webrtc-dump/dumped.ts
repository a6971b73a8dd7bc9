import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { applyEvent } from '../../../src/core/session/apply-event.ts'
import { createSession } from '../../../src/core/session/session.ts'
import type { DumpItem } from '../../../src/format/webrtc-dump/dump-item.ts'
import { readInternals } from '../../../src/format/webrtc-dump/read-internals.ts'
import { readRtcstats } from '../../../src/format/webrtc-dump/read-rtcstats.ts'

const data = fileURLToPath(new URL('../../data/dumps', import.meta.url))

/** The text of a dump that a browser has saved. */
export const savedDump = (name: string): string => gunzipSync(readFileSync(join(data, name))).toString('utf8')

/** What reading a dump gives, in pieces of some octets. */
async function read(items: (bytes: AsyncIterable<Uint8Array>) => AsyncGenerator<DumpItem>, text: string, piece = 977) {
  const all = new TextEncoder().encode(text)
  async function* bytes() {
    for (let at = 0; at < all.length; at += piece) yield all.subarray(at, at + piece)
  }
  const events: CaptureEvent[] = []
  let browser: string | undefined
  let problem: string | undefined
  for await (const item of items(bytes())) {
    if (item.kind === 'events') events.push(...item.events)
    else if (item.kind === 'header') browser = item.browser
    else problem = item.sentence
  }
  return { events, browser, problem }
}

export const internals = (text: string) => read(readInternals, text)
export const rtcstats = (text: string, piece?: number) => read(readRtcstats, text, piece)

/** The peer connections of a session of these events. */
export function peersOf(events: readonly CaptureEvent[]) {
  const session = createSession()
  for (const event of events) applyEvent(session, event)
  return session.streams.all.map((stream) => {
    const { connection, ice, signaling, candidates, channels, stats } = stream.peer!
    return {
      connection,
      ice,
      signaling,
      candidates: { ...candidates },
      channels: [...channels.values()].map(({ label, state }) => ({ label, state })),
      stats,
      status: stream.status,
    }
  })
}
