import { expect, test } from 'vitest'
import { lookAt, refusals } from '../../src/format/file-kind.ts'
import { savedDump } from './webrtc-dump/dumped.ts'

/** The kind of a text that comes in pieces of some octets; looking keeps all of it. */
async function kindOf(text: string, piece: number): Promise<string> {
  const all = Buffer.from(text)
  async function* bytes() {
    for (let at = 0; at < all.length; at += piece) yield all.subarray(at, at + piece)
  }
  const looked = await lookAt(bytes())
  const pieces: Uint8Array[] = []
  for await (const one of looked.bytes) pieces.push(one)
  expect(Buffer.concat(pieces).equals(all)).toBe(true)
  return looked.kind
}

const message = '{"method":"Network.requestWillBeSent","params":{"requestId":"1","request":{"method":"GET"}}}'

test.each([
  ['session', '{"format":"duplex-session","version":3}\n{"type":"document"}\n'],
  ['session', ' {"version":3,"format":"duplex-session"}\n'],
  ['har', '{"log":{"version":"1.2","entries":[]}}'],
  ['har', '{\n  "comment": "a",\n  "log": { "entries": [ { "request": { "method": "GET" } } ] }\n}'],
  ['har', `{"other":"${'x'.repeat(70_000)}","log":{}}`],
  ['har', '{"nothing":"that is known"}\n'],
  ['internals', savedDump('chromium-156-internals.gz')],
  ['internals', '{"PeerConnections":{},"UserAgent":"x"}'],
  ['rtcstats', savedDump('chromium-156-rtcstats.gz')],
  ['rtcstats', 'RTCStatsDump\n'],
  ['netlog', '{"constants":{"logEventTypes":{"CANCELLED":0}},\n"events": [\n'],
  ['cdp-log', `${message}\n${message}\n`],
  ['cdp-log', `[${message}]`],
  ['cdp-log', `[{"level":"INFO","message":${JSON.stringify(`{"message":${message}}`)},"timestamp":1}]`],
  ['cdp-log', `2026-11-28T14:00:00.000Z pw:protocol ◀ RECV ${message}\n`],
  ['other', '[{"name":"a list"}]'],
  ['other', 'RTC'],
  ['other', 'hello\n'],
  ['empty', ' \n'],
  ['empty', ''],
])('a file is a %s by how it begins, whatever the pieces in which it comes: %.60s', async (kind, text) => {
  expect([await kindOf(text, 7), await kindOf(text, 1 << 20)]).toEqual([kind, kind])
})

test('what is not read is told by its name, with what to do', () => {
  expect(refusals.netlog).toMatch(/^it is a Chrome netlog .*save a HAR/)
  expect(refusals['cdp-log']).toMatch(/^it is a log of the Chrome DevTools Protocol.*save a HAR/)
})
