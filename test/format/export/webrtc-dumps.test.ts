import { describe, expect, test } from 'vitest'
import type { StatsEvent } from '../../../src/core/event/connection-events.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { writeRtcstats } from '../../../src/format/export/webrtc-dump/rtcstats.ts'
import { writeInternals } from '../../../src/format/export/webrtc-dump/webrtc-internals.ts'
import { connection, page } from '../../core/story.ts'
import { seededStory } from '../../golden/seeded-story.ts'
import { internals, peersOf, rtcstats, savedDump } from '../webrtc-dump/dumped.ts'
import { sourceOf, textOf } from './exported.ts'

/** A page with a peer connection whose data channel carries three messages, and a connection of another kind. */
function call(): CaptureEvent[] {
  const talk = connection('webrtc', [
    [1500, '>', 'hello'],
    [1600, '<', 'hello yourself'],
    [1700, '>', '!'],
  ])
  const [connect] = talk as [Extract<CaptureEvent, { type: 'connect' }>]
  const { doc, id, at: zero } = connect
  const flow = (ms: number) => ({ doc, id, at: zero - 60 + ms })
  const states = { connection: 'connected', ice: 'connected', signaling: 'stable' }
  const stats = (ms: number, sent: number): StatsEvent => ({
    type: 'stats',
    ...flow(ms),
    ...{ sent, received: 2 * sent, packetsSent: 9, packetsReceived: 5, packetsLost: 1 },
    ...{ local: 'host', remote: 'relay', transport: 'udp', rtt: 12, codecs: 'audio/opus, video/VP8', media: true },
    ...{ jitter: 3, framesPerSecond: 30 },
  })
  return [
    ...page(),
    ...talk,
    { type: 'peer', ...flow(200), connection: 'connecting', ice: 'checking', signaling: 'stable', candidate: 'host' },
    { type: 'channel', ...flow(300), channel: 0, label: 'chat', state: 'connecting', ordered: true },
    { type: 'peer', ...flow(400), ...states },
    { type: 'channel', ...flow(500), channel: 0, label: 'chat', state: 'open', ordered: true },
    stats(1000, 900),
    stats(2000, 1800),
    { type: 'peer', ...flow(2500), connection: 'closed', ice: 'closed', signaling: 'closed' },
    ...connection('websocket', [[100, '<', 'not of a peer']]),
  ]
}

/** What an importer sees in an rtcstats dump: the entries of each connection, with their times. */
function entriesOf(dump: string) {
  const [first, header, ...lines] = dump.trimEnd().split('\n')
  expect(first).toBe('RTCStatsDump')
  expect(JSON.parse(header!)).toMatchObject({ fileFormat: 3, url: expect.any(String), userAgent: expect.any(String) })
  let at = 0
  return lines.map((line) => {
    const [name, peer, value, ...more] = JSON.parse(line) as [string, string, unknown, ...unknown[]]
    at += more.pop() as number
    return { name, peer, value, more, at }
  })
}

/** What an importer sees in a webrtc-internals dump: for each figure of each report its values with their times. */
function seriesOf({ stats }: { stats: Record<string, { statsType: string; values: string }> }) {
  const listOf = (name: string) => JSON.parse(stats[name]!.values) as unknown[]
  return Object.fromEntries(
    Object.keys(stats).map((name) => {
      const times = listOf(`${name.slice(0, name.lastIndexOf('-'))}-timestamp`)
      return [name, listOf(name).map((value, index) => [times[index], value])]
    }),
  )
}

interface Internals {
  UserAgent: string
  UserAgentData: { brand: string; version: string }[]
  getUserMedia: unknown[]
  PeerConnections: Record<
    string,
    {
      url: string
      updateLog: { time: string; timestamp: number; type: string; value: string }[]
      stats: Record<string, { statsType: string; startTime: string; endTime: string; values: string }>
    }
  >
}

describe('a dump for importers of rtcstats', () => {
  test('has an entry for each call, state and set of statistics, with the time since the one before', async () => {
    const { source, notes } = sourceOf(call())
    const entries = entriesOf(await textOf(writeRtcstats(source)))
    expect(entries.map(({ name, value }) => (name === 'getStats' ? name : [name, value]))).toEqual([
      ['create', {}],
      ['oniceconnectionstatechange', 'checking'],
      ['onconnectionstatechange', 'connecting'],
      [':candidate', { type: 'host' }],
      ['createDataChannel', { label: 'chat', ordered: true }],
      ['oniceconnectionstatechange', 'connected'],
      ['onconnectionstatechange', 'connected'],
      'getStats',
      'getStats',
      'getStats',
      ['close', null],
    ])
    expect(new Set(entries.map(({ peer }) => peer))).toEqual(new Set(['PC_0']))
    expect(entries[0]).toMatchObject({ more: ['http://site.test/'], at: 1_790_000_000_060 })
    expect(entries.at(-1)!.at).toBe(1_790_000_002_500)
    const last = entries.filter(({ name }) => name === 'getStats').at(-1)!.value as Record<string, object>
    expect(last).toMatchObject({
      T1: { type: 'transport', timestamp: 1_790_000_002_000, bytesSent: 1800, selectedCandidatePairId: 'CP1' },
      CP1: { type: 'candidate-pair', localCandidateId: 'L1', remoteCandidateId: 'R1', currentRoundTripTime: 0.012 },
      L1: { candidateType: 'host', protocol: 'udp' },
      R1: { candidateType: 'relay' },
      D1: { label: 'chat', state: 'open', messagesSent: 2, bytesSent: 6, messagesReceived: 1, bytesReceived: 14 },
    })
    expect(notes).toEqual([])
  })

  test('of a session without peer connections is empty, and that is told', async () => {
    const { source, notes } = sourceOf(page())
    expect(entriesOf(await textOf(writeRtcstats(source)))).toEqual([])
    expect(notes).toEqual(['the session has no peer connections, and so the dump has none'])
  })
})

describe('a dump for importers of webrtc-internals', () => {
  const written = async (events: readonly CaptureEvent[], most?: number) => {
    const { source, notes } = sourceOf(events)
    return { dump: JSON.parse(await textOf(writeInternals(source, most))) as Internals, notes }
  }

  test('has what they ask for: brands, texts as values, and the times of every report', async () => {
    const { dump } = await written(call())
    expect(dump.UserAgentData).toEqual([{ brand: 'Chromium', version: '156' }])
    expect([dump.UserAgent, dump.getUserMedia]).toEqual(['Mozilla/5.0 Chrome/156.0.0.0', []])
    const { url, updateLog, stats } = dump.PeerConnections['1-1']!
    expect([url, Object.keys(dump.PeerConnections)]).toEqual(['http://site.test/', ['1-1']])
    expect(updateLog.map(({ type, value }) => `${type} ${value}`)).toEqual([
      'create {}',
      'iceconnectionstatechange checking',
      'connectionstatechange connecting',
      ':candidate {"type":"host"}',
      'createDataChannel {"label":"chat","ordered":true}',
      'iceconnectionstatechange connected',
      'connectionstatechange connected',
      'close ',
    ])
    expect(updateLog.map(({ time }) => Date.parse(time))).toEqual(updateLog.map(({ timestamp }) => timestamp))
    const series = seriesOf({ stats })
    expect(series['CP1-bytesSent']).toEqual([
      [1_790_000_001_000, 900],
      [1_790_000_002_000, 1800],
    ])
    // Counted at the change of state too, when there were no totals yet.
    expect(series['D1-messagesSent']).toEqual([
      [1_790_000_000_500, 0],
      [1_790_000_001_000, 0],
      [1_790_000_002_000, 2],
    ])
    expect(stats['CP1-bytesSent']).toMatchObject({ statsType: 'candidate-pair', startTime: '2026-09-21T14:13:21.000Z' })
  })

  test('holds the first entries of a long session, and says how many there are', async () => {
    const { dump, notes } = await written(call(), 4)
    expect(dump.PeerConnections['1-1']!.updateLog.length).toBe(4)
    expect(notes).toEqual([expect.stringMatching(/^the dump holds the first 4 entries of 11:/)])
  })

  test('of a session without peer connections is empty, and that is told', async () => {
    const { dump, notes } = await written(page())
    expect([dump.PeerConnections, notes.length]).toEqual([{}, 1])
  })
})

describe('a dump that is read again', () => {
  const seeds = [2, 4, 11, 16, 25, 39].map((seed) => [`seed ${seed}`, seededStory(seed)] as const)

  test.each([['a call', call()] as const, ...seeds])(
    'has the states, channels and totals that it was written from: %s',
    async (_name, events) => {
      const { source } = sourceOf(events)
      const expected = peersOf(events.filter((event) => event.type === 'document' || isOfPeer(events, event)))
      const again = await rtcstats(await textOf(writeRtcstats(source)))
      const other = await internals(await textOf(writeInternals(source)))
      const shown = (list: ReturnType<typeof peersOf>) =>
        list.map(({ stats, candidates, channels, connection: state, ice, status }) => ({
          ...{ state, ice, status, candidates, channels },
          ...{
            sent: stats?.sent,
            received: stats?.received,
            rtt: stats?.rtt,
            local: stats?.local,
            remote: stats?.remote,
            media: stats?.media ?? false,
          },
        }))
      expect(expected.length).toBeGreaterThan(0)
      expect(shown(peersOf(again.events))).toEqual(shown(expected))
      expect(shown(peersOf(other.events))).toEqual(shown(expected))
    },
  )

  test('is the same when it is written again, from what a browser has saved', async () => {
    const { events } = await rtcstats(savedDump('chromium-156-rtcstats.gz'))
    const first = await textOf(writeRtcstats(sourceOf(events).source))
    const second = await textOf(writeRtcstats(sourceOf((await rtcstats(first)).events).source))
    expect(entriesOf(second).map(({ name, peer, value }) => [name, peer, value])).toEqual(
      entriesOf(first).map(({ name, peer, value }) => [name, peer, value]),
    )
  })
})

/** Whether an event is of a peer connection. */
function isOfPeer(events: readonly CaptureEvent[], event: CaptureEvent): boolean {
  if (!('id' in event)) return false
  return events.some(
    (one) => one.type === 'connect' && one.api === 'webrtc' && one.id === event.id && one.doc === event.doc,
  )
}
