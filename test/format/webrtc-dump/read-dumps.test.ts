import { describe, expect, test } from 'vitest'
import { analysisOf } from '../export/fleet/generated.ts'
import { internals, peersOf, rtcstats, savedDump } from './dumped.ts'

const connected = { connection: 'connected', ice: 'connected', signaling: 'stable', candidates: { host: 2 } }
const closed = { connection: 'closed', ice: 'closed', signaling: 'closed', candidates: { host: 2 } }
const loopback = { local: 'host', remote: 'host', transport: 'udp' }

describe('dumps that Chromium 156 has saved', () => {
  test('of webrtc-internals: the connection that is left, its states, candidates, channel and totals', async () => {
    const { events, browser, problem } = await internals(savedDump('chromium-156-internals.gz'))
    expect([browser, problem]).toEqual(['Chromium 156', undefined])
    const [peer, ...more] = peersOf(events)
    expect(more).toEqual([])
    expect(peer).toMatchObject({ ...connected, status: 'open', channels: [{ label: 'chat', state: 'open' }] })
    expect(peer!.stats).toMatchObject({
      ...loopback,
      sent: 1116,
      received: 1530,
      packetsSent: 15,
      packetsReceived: 28,
      rtt: 1,
    })
    const times = events.map(({ at }) => at)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(events.filter(({ type }) => type === 'stats').length).toBe(6)
  })

  test('of rtcstats: both connections, of which the page has closed one', async () => {
    const { events, browser, problem } = await rtcstats(savedDump('chromium-156-rtcstats.gz'))
    expect([browser, problem]).toEqual(['Chromium 156', undefined])
    const [one, other, ...more] = peersOf(events)
    expect(more).toEqual([])
    expect(one).toMatchObject({ ...closed, status: 'closed', channels: [{ label: 'chat' }] })
    expect(other).toMatchObject({ ...connected, status: 'open', channels: [{ label: 'chat' }] })
    expect(other!.stats).toMatchObject({ ...loopback, packetsLost: 0 })
    expect(events.filter(({ type }) => type === 'connect').map((event) => 'adopted' in event)).toEqual([false, false])
  })

  test('are analysed as WebRTC with measured bytes, and what they do not hold is said', async () => {
    const { events } = await rtcstats(savedDump('chromium-156-rtcstats.gz'))
    const { streams, completeness } = analysisOf(events)
    expect(streams.map(({ technique, flags }) => [technique, flags])).toEqual([
      ['webrtc', ['data']],
      ['webrtc', ['data']],
    ])
    expect(streams.map(({ cost }) => cost.basis)).not.toContain('modelled')
    expect(completeness.unhooked[0]!.why).toMatch(/^A WebRTC dump has the states and totals/)
  })

  test('give the same events whatever the pieces in which they come', async () => {
    const text = savedDump('chromium-156-rtcstats.gz')
    const whole = await rtcstats(text, text.length)
    expect(await rtcstats(text, 61)).toEqual(whole)
  })
})

const at = 1_790_000_000_000
const entry = (...values: unknown[]) => `${JSON.stringify(values)}\n`
const header = `RTCStatsDump\n${JSON.stringify({ fileFormat: 3, url: 'https://site.test/call', userAgent: 'Mozilla/5.0 Firefox/153.0' })}\n`

describe('an rtcstats dump of rtcstats-js', () => {
  const dump =
    header +
    entry(39, 'PC_0', {}, at) +
    entry(35, 'PC_0', ['chat', { ordered: true }], 5) +
    entry(23, 'PC_0', 'have-local-offer', 5) +
    entry(20, 'PC_0', { candidate: 'candidate:1 1 udp 2 192.0.2.1 9 typ srflx raddr 0.0.0.0 rport 0' }, 5) +
    entry(20, 'PC_0', null, 5) +
    entry(25, 'PC_0', 'connected', 5) +
    entry(
      'g',
      'PC_0',
      {
        0: { type: 5, 125: '1' },
        1: { type: 6, 80: 1000, 41: 2000, 79: 10, 14: 20, 152: 0.025, 148: '2', 149: '3' },
        2: { type: 7, 136: 'relay', 116: 'udp', 139: 'tls' },
        3: { type: 8, 136: 'host' },
        4: { type: 9, 115: 'chat', 118: 'open' },
        5: { type: 1, 15: 3, 16: 0.004 },
        t: at + 1000,
      },
      1000,
    ) +
    entry('g', 'PC_0', { 1: { 80: 1500 }, 5: null, t: at + 2000 }, 1000)

  test('is read with numbers for names, and with what is new since the statistics before', async () => {
    const { events, browser, problem } = await rtcstats(dump)
    expect([browser, problem]).toEqual(['Firefox 153', undefined])
    expect(events.find(({ type }) => type === 'document')).toMatchObject({ url: 'https://site.test/call', at })
    const totals = {
      received: 2000,
      packetsSent: 10,
      packetsReceived: 20,
      rtt: 25,
      local: 'relay',
      remote: 'host',
      transport: 'tls',
    }
    expect(events.filter(({ type }) => type === 'stats')).toEqual([
      expect.objectContaining({ ...totals, at: at + 1025, sent: 1000, packetsLost: 3, jitter: 4, media: true }),
      expect.objectContaining({ ...totals, at: at + 2025, sent: 1500, packetsLost: 0 }),
    ])
    const [peer] = peersOf(events)
    expect(peer).toMatchObject({
      connection: 'connected',
      signaling: 'have-local-offer',
      candidates: { srflx: 1 },
      channels: [{ label: 'chat', state: 'open' }],
    })
  })

  test('is read up to where it is damaged, and lines that are no entries are counted', async () => {
    const noise = `not JSON\n${JSON.stringify({ an: 'object' })}\n${entry('close', 'PC_0', null, 'soon')}`
    const { events, problem } = await rtcstats(`${header}${noise}${dump.slice(header.length, -20)}`)
    expect(events.at(-1)).toMatchObject({ type: 'lost', events: 3, why: 'shape' })
    expect(events.filter(({ type }) => type === 'stats').length).toBe(1)
    expect(problem).toMatch(/ends in the middle of line 13; .*lines 3, 4 and 5 are not events/)
  })

  test('without an entry has a header, and a sentence', async () => {
    expect(await rtcstats(header)).toEqual({
      events: [],
      browser: 'Firefox 153',
      problem: expect.stringMatching(/no events/),
    })
    expect((await rtcstats('RTCStatsDump\n')).problem).toMatch(/no events/)
  })
})

describe('a webrtc-internals dump of an older Chromium', () => {
  const series = (values: readonly unknown[], statsType: string) => ({
    statsType,
    startTime: new Date(at + 2000).toISOString(),
    endTime: new Date(at + 4000).toISOString(),
    values: JSON.stringify(values),
  })
  const dump = (updateLog: readonly object[]) =>
    JSON.stringify({
      PeerConnections: {
        '7-1': {
          url: 'https://site.test/call',
          updateLog,
          stats: {
            'RTCTransport_0_1-selectedCandidatePairId': series(['CP-1', 'CP-1', 'CP-1'], 'transport'),
            'RTCTransport_0_1-dtlsState': series(['connected', 'connected', 'connected'], 'transport'),
            'CP-1-bytesSent': series([10, 20, 30], 'candidate-pair'),
            'CP-1-[bytesSent_in_bits/s]': series([80, 80, 80], 'candidate-pair'),
          },
        },
      },
      UserAgent: 'Mozilla/5.0 Chrome/116.0.0.0 Safari/537.36',
    })

  test('has words for values, no `on` before events, and times from start to end', async () => {
    const update = (ms: number, type: string, value: string) => ({ time: new Date(at + ms).toISOString(), type, value })
    const { events, browser } = await internals(
      dump([
        update(0, 'createDataChannel', 'label: chat, ordered: true'),
        update(
          10,
          'icecandidate',
          'sdpMid: 0, sdpMLineIndex: 0, candidate: candidate:1 1 udp 1 192.0.2.1 9 typ host generation 0',
        ),
        update(20, 'iceconnectionstatechange', 'connected'),
        update(30, 'connectionstatechange', 'connected'),
      ]),
    )
    expect(browser).toBe('Chromium 116')
    expect(
      events
        .filter(({ type }) => type === 'stats')
        .map(({ at: when, ...event }) => [when - at, 'sent' in event && event.sent]),
    ).toEqual([
      [2000, 10],
      [3000, 20],
      [4000, 30],
    ])
    expect(peersOf(events)[0]).toMatchObject({
      connection: 'connected',
      candidates: { host: 1 },
      channels: [{ label: 'chat', state: 'connecting' }],
    })
  })

  test('that was begun late has a connection that was there before, by its transport', async () => {
    const { events } = await internals(dump([]))
    expect(events.find(({ type }) => type === 'connect')).toMatchObject({ adopted: true })
    // What went before is not of this session.
    expect(peersOf(events)[0]).toMatchObject({ connection: 'connected', status: 'open', stats: { sent: 20 } })
  })

  test('that is damaged, or empty, has a sentence', async () => {
    expect((await internals(dump([]).slice(0, -30))).problem).toMatch(/not valid JSON/)
    expect((await internals('{"PeerConnections":{},"UserAgent":""}')).problem).toMatch(/no peer connections/)
  })
})

test('values that no event may have are left out, and break nothing', async () => {
  const strange: unknown[] = [1e300, -1, 'x'.repeat(100_000), {}, [[[]]], true, { label: 7 }, null]
  const names = [
    'onconnectionstatechange',
    'onicecandidate',
    'createDataChannel',
    'ondatachannel',
    'getStats',
    'close',
    'create',
  ]
  const entries = names.flatMap((name) => strange.map((value) => entry(name, 'PC_0', value, 1)))
  const bad = {
    T: { type: 'transport', selectedCandidatePairId: 'P' },
    P: { type: 'candidate-pair', bytesSent: -5, currentRoundTripTime: 1e300 },
  }
  const { events } = await rtcstats(
    header + entry('create', 'PC_0', {}, at) + entries.join('') + entry('getStats', 'PC_0', bad, 1),
  )
  expect(peersOf(events)[0]).toMatchObject({ connection: 'closed', status: expect.any(String) })
  for (const { at: when } of events) expect(when).toBeGreaterThanOrEqual(at)
})
