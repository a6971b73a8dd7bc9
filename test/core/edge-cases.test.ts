import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import {
  closed,
  connection,
  every,
  exchange,
  heldOneAfterAnother,
  hidden,
  page,
  pressed,
  session,
  slept,
  streamed,
} from './story.ts'

/** Traffic of a page, and the expected label of each stream whose URL contains a text: a technique and flags. */
type Case = [number: number, name: string, events: CaptureEvent[], labels: Record<string, string>]

const news = (index: number) => ({ body: `{"price":${index}}` })
const times = <T>(count: number, one: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => one(index))
const poissonHolds = [5800, 1200, 900, 14_000, 3300, 7100, 420, 9600, 2500, 4100]
const socketIo = '/socket.io/?EIO=4&transport=polling'
const post = (url: string, send: string, body = '') => ({ url, method: 'POST', send, body })
const rpc = (method: string) => `{"jsonrpc":"2.0","id":1,"method":"${method}"}`
/** Sockets or event sources one after the other, each open for `life` ms, with `gap` ms between them. */
const reopened = (api: 'websocket' | 'eventsource', count: number, gap: (index: number) => number): CaptureEvent[] => {
  let at = 100
  return times(count, (index) => {
    const [connect] = connection(api, [], api === 'websocket' ? 'ws://site.test/feed' : undefined)
    const events = [{ ...connect!, at: connect!.at + at }, closed(at + 90, { by: 'error', clean: false, code: 1006 })]
    at += gap(index)
    return events
  }).flat()
}

const libraries: Case[] = [
  [
    1,
    'Socket.IO asks a few times and goes on over a WebSocket',
    [
      ...exchange(10, { url: `${socketIo}&t=1`, body: '0{"sid":"x"}' }),
      ...exchange(50, { url: `${socketIo}&t=2&sid=x`, body: '40' }),
      ...connection(
        'websocket',
        times(6, (i) => [900 + i * 500, '<', `42["a",${i}]`]),
        'ws://site.test/socket.io/?EIO=4&transport=websocket&sid=x',
      ),
    ],
    { 'transport=polling': 'http set-up', 'ws://': 'websocket' },
  ],
  [
    13,
    'the Realtime Database asks by script elements, which only the network log sees, and goes on over a WebSocket of another host',
    [
      ...exchange(10, { url: 'http://x.firebaseio.com/.lp?start=t&ser=1&cb=1&v=5&ns=x', body: 'a' }),
      ...exchange(90, { url: 'http://s-usc1.firebaseio.com/.lp?id=1&pw=a&ser=2&ls=aa', body: 'b' }),
      ...connection('websocket', [[400, '<', '{"t":"c"}']], 'ws://s-usc1.firebaseio.com/.ws?v=5&ns=x'),
    ],
    { '/.lp': 'http set-up', 'ws://': 'websocket' },
  ],
  [
    2,
    'Socket.IO where WebSockets are blocked',
    [
      ...exchange(10, { url: `${socketIo}&t=1`, body: '0{"sid":"x"}' }),
      ...heldOneAfterAnother(poissonHolds, { url: `${socketIo}&sid=x`, body: '42["a",1]' }),
      ...reopened('websocket', 1, () => 0).map((event) =>
        event.type === 'connect'
          ? { ...event, url: 'ws://site.test/socket.io/?EIO=4&transport=websocket&sid=x' }
          : event,
      ),
    ],
    { 'transport=polling': 'long-polling', 'ws://': 'websocket failed' },
  ],
  [
    3,
    'Engine.IO’s answer to a ping is part of the connection, and wasted',
    [
      ...heldOneAfterAnother([25_000, 25_000, 25_000], { url: `${socketIo}&sid=x`, body: '2' }),
      ...times(3, (i) => exchange(25_200 + i * 25_004, post(`${socketIo}&sid=x`, '3', 'ok'))).flat(),
    ],
    // The long poll, and its sender.
    { 'transport=polling': 'http|long-polling' },
  ],
  [
    4,
    'Engine.IO polls answered with nothing but a ping',
    heldOneAfterAnother([25_000, 25_000, 25_000], { url: `${socketIo}&sid=x`, body: '2' }),
    { 'transport=polling': 'long-polling' },
  ],
  [
    5,
    'SockJS streaming',
    [
      ...exchange(10, { url: '/echo/info?t=1790000000000', body: '{"websocket":true}' }),
      ...streamed(
        'application/javascript',
        [
          [200, `${'h'.repeat(2048)}\n`],
          [400, 'o\n'],
          [2200, 'a["1"]\n'],
          [6100, 'a["2"]\n'],
        ],
        undefined,
        '/echo/123/abcdefgh/xhr_streaming',
      ),
    ],
    { xhr_streaming: 'http-streaming', info: 'http' },
  ],
  [
    6,
    'SockJS polls by POST with an empty body',
    heldOneAfterAnother(poissonHolds, { ...post('/echo/123/abcdefgh/xhr', ''), body: 'a["1"]\n' }),
    { '/xhr': 'long-polling' },
  ],
  [
    7,
    'SockJS over an EventSource',
    connection(
      'eventsource',
      [
        [200, '<', 'o'],
        [300, '<', 'a["1"]'],
      ],
      'http://site.test/echo/123/abcdefgh/eventsource',
    ),
    { eventsource: 'sse' },
  ],
  [
    8,
    'SignalR over server-sent events, with its sender',
    [
      ...exchange(10, post('/chat/negotiate?negotiateVersion=1', '', '{"connectionToken":"AbCd"}')),
      ...connection(
        'eventsource',
        [
          [200, '<', '{}\u001e'],
          [900, '<', '{"type":1}\u001e'],
        ],
        'http://site.test/chat?id=AbCd',
      ),
      ...times(3, (i) => exchange(500 + i * 4000, post('/chat?id=AbCd', '{"type":1}\u001e'))).flat(),
    ],
    { 'chat?id': 'http|sse', negotiate: 'http set-up' },
  ],
  [
    9,
    'SignalR’s long poll: the first returns at once',
    [
      ...exchange(20, { url: '/chat?id=AbCd', body: '' }),
      ...heldOneAfterAnother(poissonHolds, { url: '/chat?id=AbCd', body: '{"type":1}\u001e' }),
    ],
    { 'chat?id': 'long-polling' },
  ],
  [
    10,
    'Firestore’s stream ends each minute and goes on',
    times(3, (i) =>
      streamed(
        'text/plain',
        [
          [200 + i * 60_000, '12\n[[1,["noop"]]]'],
          [20_000 + i * 60_000, '12\n[[2,["noop"]]]'],
          [40_000 + i * 60_000, '30\n[[3,[{"documentChange":{}}]]]'],
        ],
        59_000 + i * 60_000,
        '/google.firestore.v1.Firestore/Listen/channel?VER=8&RID=rpc&SID=a&AID=1&CI=0&TYPE=xmlhttp',
      ),
    ).flat(),
    { Listen: 'http-streaming' },
  ],
  [
    11,
    'Firestore made to poll',
    heldOneAfterAnother(poissonHolds.slice(0, 4), {
      url: '/google.firestore.v1.Firestore/Listen/channel?VER=8&RID=rpc&SID=a&AID=1&CI=1&TYPE=xmlhttp&TO=30000',
      body: '12\n[[1,["noop"]]]',
    }),
    { Listen: 'long-polling' },
  ],
  [
    12,
    'Firestore’s write channel, closed after a minute',
    [
      ...streamed(
        'text/plain',
        [
          [200, '30\n[[1,[{"streamToken":"a"}]]]'],
          [900, '30\n[[2,[{"streamToken":"b"}]]]'],
        ],
        61_000,
        '/google.firestore.v1.Firestore/Write/channel?VER=8&RID=rpc&SID=a&AID=1&CI=0&TYPE=xmlhttp',
      ),
      ...exchange(61_010, post('/google.firestore.v1.Firestore/Write/channel?VER=8&RID=7&SID=a&TYPE=terminate', '')),
    ],
    { 'RID=rpc': 'http-streaming' },
  ],
  [
    14,
    'PubNub: the first subscribe returns at once',
    [
      ...exchange(20, { url: '/v2/subscribe/sub/room/0?tt=0', body: '{"t":{"t":"17000000000000001"},"m":[]}' }),
      ...heldOneAfterAnother([30_000, 12_000, 60_000], {
        url: '/v2/subscribe/sub/room/0?tt=17000000000000001',
        body: '{"t":{"t":"17"},"m":[{"d":1}]}',
      }),
    ],
    { subscribe: 'long-polling' },
  ],
  [
    15,
    'PubNub’s presence heartbeat',
    every(149_000, 6, () => ({
      url: '/v2/presence/sub-key/sub/channel/room/heartbeat?uuid=u',
      body: '{"status":200,"message":"OK","service":"Presence"}',
    })),
    { presence: 'beacon heartbeat' },
  ],
  [
    16,
    'Matrix: the first sync returns at once',
    [
      ...exchange(20, { url: '/_matrix/client/v3/sync?timeout=0', body: '{"next_batch":"s1"}' }),
      ...heldOneAfterAnother([30_000, 12_000, 30_000], {
        url: '/_matrix/client/v3/sync?timeout=30000&since=s1',
        body: '{"next_batch":"s2"}',
      }),
    ],
    { 'timeout=30000': 'long-polling' },
  ],
  [
    17,
    'Matrix’ sliding sync is asked by POST',
    heldOneAfterAnother([30_000, 12_000, 30_000], {
      ...post('/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?pos=1&timeout=30000', '{"lists":{}}'),
      body: '{"pos":"2"}',
    }),
    { sync: 'long-polling' },
  ],
  [
    18,
    'CometD: a handshake, a connect that returns at once, and then held ones',
    [
      ...exchange(
        20,
        post(
          '/cometd/handshake',
          '[{"channel":"/meta/handshake"}]',
          '[{"channel":"/meta/handshake","successful":true}]',
        ),
      ),
      ...exchange(
        60,
        post(
          '/cometd/connect',
          '[{"channel":"/meta/connect","advice":{"timeout":0}}]',
          '[{"channel":"/meta/connect","successful":true}]',
        ),
      ),
      ...heldOneAfterAnother(
        [30_000, 30_000, 9000],
        post('/cometd/connect', '[{"channel":"/meta/connect"}]', '[{"channel":"/meta/connect","successful":true}]'),
      ),
    ],
    { '/cometd/connect': 'long-polling' },
  ],
  [
    19,
    'Phoenix: always 200, the body says what it was',
    heldOneAfterAnother([10_000, 3000, 10_000, 10_000], {
      url: '/socket/longpoll?vsn=2.0.0&token=abc',
      body: '{"status":204,"messages":[]}',
    }),
    { longpoll: 'long-polling' },
  ],
  [
    20,
    'BOSH: two requests by turns, one of them held',
    times(6, (i) =>
      exchange(100 + i * 9000, {
        ...post(
          '/http-bind',
          `<body rid='${100 + i}' sid='a' xmlns='http://jabber.org/protocol/httpbind'/>`,
          "<body xmlns='http://jabber.org/protocol/httpbind'/>",
        ),
        hold: 9500,
        type: 'text/xml',
      }),
    ).flat(),
    { 'http-bind': 'long-polling' },
  ],
]

const polls: Case[] = [
  [21, 'news every 150 ms', heldOneAfterAnother(Array(200).fill(96), { body: 'x' }), { data: 'long-polling busy' }],
  [
    22,
    'held to the cap each time',
    heldOneAfterAnother(Array(6).fill(25_000), { status: 204, body: '' }),
    { data: 'long-polling' },
  ],
  [
    23,
    'a report that takes 3 s, every 5 s',
    every(5000, 10, (i) => ({ hold: 3000 + (i % 3) * 150 })),
    { data: 'polling interval' },
  ],
  [24, 'one report that takes 25 s', exchange(100, { hold: 25_000 }), { data: 'http' }],
  [
    25,
    'a report that a gateway cuts off at 30 s, asked again',
    heldOneAfterAnother(Array(4).fill(30_000), { status: 504, body: '<html>504 Gateway Time-out</html>' }),
    { data: 'http retry' },
  ],
  [26, 'React Query with a refetch interval', every(2000, 12, news), { data: 'polling interval' }],
  [
    27,
    'SWR: an interval, and now and then a refetch on focus',
    [
      ...every(3000, 20, news),
      ...[7400, 20_900, 41_200].flatMap((at) => [pressed(at), ...exchange(at + 40, { body: `{"focus":${at}}` })]),
    ],
    { data: 'polling' },
  ],
  [
    28,
    'a refetch on focus alone',
    [3000, 9100, 31_000, 47_500, 70_100, 88_000].flatMap((at) => [
      pressed(at),
      ...exchange(at + 30, { body: `{"at":${at}}` }),
    ]),
    { data: 'http interactive' },
  ],
  [
    29,
    'Apollo polls one of five operations',
    [
      ...every(3000, 8, (i) => post('/graphql', '{"operationName":"Prices"}', `{"p":${i}}`)),
      ...['A', 'B', 'C', 'D'].flatMap((name, i) =>
        exchange(150 + i * 40, post('/graphql', `{"operationName":"${name}"}`, '{}')),
      ),
    ],
    { graphql: 'http|polling' },
  ],
  [
    31,
    'ethers asks for the block number every 4 s',
    [
      ...every(4000, 8, (i) => post('/rpc', rpc('eth_blockNumber'), `{"result":"0x${i}"}`)),
      ...exchange(5000, post('/rpc', rpc('eth_getBalance'), '{"result":"0x1"}')),
    ],
    { rpc: 'http|polling' },
  ],
  [32, 'a session kept alive', every(60_000, 8, () => ({ status: 204, body: '' })), { data: 'polling keep-alive' }],
  [
    33,
    'a session fetched again every minute',
    every(60_000, 8, () => ({ url: '/api/auth/session', body: '{"user":"a"}' })),
    { session: 'polling' },
  ],
  [
    34,
    'an update check and a manifest',
    [...exchange(100, { url: '/sw.js', type: 'text/javascript' }), ...exchange(300, { url: '/manifest.json' })],
    { site: 'http' },
  ],
  [
    35,
    'a live video: a playlist and its segments',
    times(12, (i) => [
      ...exchange(100 + i * 4000, {
        url: '/live/index.m3u8',
        type: 'application/vnd.apple.mpegurl',
        body: `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:${i}\n`,
      }),
      ...exchange(180 + i * 4000, { url: `/live/seg${i}.ts`, type: 'video/mp2t', bytes: 400_000, body: undefined }),
    ]).flat(),
    { m3u8: 'polling playlist', seg: 'http' },
  ],
  [
    36,
    'a video that is loaded as it plays',
    every(3000, 6, () => ({ url: '/film.mp4', status: 206, type: 'video/mp4', bytes: 800_000, body: undefined })),
    { film: 'http' },
  ],
  [
    39,
    'a dashboard of twenty panels, every 5 s',
    times(8, (round) =>
      times(20, (i) =>
        exchange(100 + round * 5000 + i, {
          url: `/api/query_range?query=metric_${'abcdefghijklmnopqrst'[i]}&start=${1_790_000_000 + round * 5}`,
          body: `{"v":${round}}`,
          hold: 60,
        }),
      ).flat(),
    ).flat(),
    { 'query=metric_b': 'polling interval' },
  ],
  [
    40,
    'four pages by a cursor',
    [0, 1700, 2900, 5400].flatMap((at, i) =>
      exchange(100 + at, { url: `/items?cursor=${i * 20}`, body: `{"i":${i}}` }),
    ),
    { items: 'http' },
  ],
  [
    41,
    'ten pages as fast as they come',
    heldOneAfterAnother(Array(10).fill(20), { body: '{"page":[1,2,3]}' }, 79),
    { data: 'http sequential' },
  ],
  [
    42,
    'everything twice, as in StrictMode',
    [...exchange(100), ...exchange(101), ...exchange(3000, { url: '/b' }), ...exchange(3001, { url: '/b' })],
    { site: 'http duplicates' },
  ],
  [
    43,
    'an upload in parts',
    times(10, (i) =>
      exchange(100 + i * 1500, { url: '/upload/7', method: 'PATCH', send: 'x'.repeat(16_000), status: 204, body: '' }),
    ).flat(),
    { upload: 'http upload' },
  ],
  [
    46,
    'a server that closes its event stream after each event',
    [
      ...connection('eventsource', [
        [150, '<', 'a'],
        [3300, '<', 'b'],
        [6500, '<', 'c'],
      ]).flatMap((event): CaptureEvent[] =>
        event.type === 'open' ? [event, { ...event, at: event.at + 3150 }, { ...event, at: event.at + 6350 }] : [event],
      ),
      ...[200, 3400, 6600].map((at) => closed(at, { by: 'error', retrying: true })),
    ],
    { live: 'sse degraded-to-polling' },
  ],
  [
    61,
    'a hidden tab: a poll each second becomes one each minute',
    [
      ...every(1000, 20, news),
      hidden(20_500, true),
      ...times(5, (i) => exchange(60_000 + i * 60_000, news(100 + i))).flat(),
      hidden(310_000, false),
      ...times(20, (i) => exchange(310_100 + i * 1000, news(200 + i))).flat(),
    ],
    { data: 'polling interval' },
  ],
  [
    62,
    'a night’s sleep in the middle',
    [
      ...every(2000, 10, news),
      ...slept(
        every(2000, 10, (i) => news(50 + i)),
        8 * 3_600_000,
      ),
    ],
    { data: 'polling interval' },
  ],
  [
    65,
    'polls that stop because another tab has taken over',
    [...every(2000, 10, news), ...exchange(300_000, { url: '/other' })],
    { data: 'polling', other: 'http' },
  ],
]

const streams: Case[] = [
  [
    44,
    'a model that streams its answer, and one that does not',
    [
      ...exchange(100, { ...post('/v1/chat/completions', '{"stream":false}', '{"choices":[]}'), hold: 2500 }),
      ...streamed(
        'text/event-stream',
        [
          [6000, 'data: {"a":1}\n\n'],
          [6040, 'data: {"a":2}\n\n'],
          [6900, 'data: [DONE]\n\n'],
        ],
        6950,
        '/v1/chat/completions',
      ),
    ],
    { completions: 'http|sse' },
  ],
  [
    45,
    'an EventSource that is refused again and again',
    reopened('eventsource', 4, () => 2500),
    { live: 'sse failed' },
  ],
  [
    47,
    'an event stream that something on the way keeps until its end',
    streamed('text/event-stream', [[5000, times(12, (i) => `data: ${i}\n\n`).join('')]], 5001),
    { live: 'sse fetch buffered' },
  ],
  [48, 'asked for an event stream, answered with JSON', exchange(100, { body: '{"a":1}' }), { data: 'http' }],
  [
    49,
    'a query whose rest is deferred',
    streamed(
      'multipart/mixed; boundary="-"',
      [
        [200, '\r\n---\r\ncontent-type: application/json\r\n\r\n{"data":{},"hasNext":true}\r\n---'],
        [500, '\r\ncontent-type: application/json\r\n\r\n{"hasNext":false}\r\n-----'],
      ],
      510,
    ),
    { live: 'http-streaming finite' },
  ],
  [
    50,
    'a subscription by multipart, with heartbeats',
    streamed('multipart/mixed; boundary="graphql"', [
      [200, '\r\n--graphql\r\ncontent-type: application/json\r\n\r\n{}\r\n--graphql'],
      [5200, '\r\ncontent-type: application/json\r\n\r\n{"payload":{"data":1}}\r\n--graphql'],
      [10_200, '\r\ncontent-type: application/json\r\n\r\n{}\r\n--graphql'],
    ]),
    { live: 'http-streaming' },
  ],
  [
    51,
    'a document that comes in several pieces',
    streamed(
      'text/x-component',
      [
        [200, '0:a\n'],
        [900, '1:b\n'],
        [1600, '2:c\n'],
      ],
      1650,
    ),
    { live: 'http streamed-document' },
  ],
  [
    52,
    'an NDJSON download that is over at once',
    streamed('application/x-ndjson', [[200, '{"a":1}\n{"a":2}\n']], 260),
    { live: 'http ndjson' },
  ],
  [
    53,
    'a WebSocket that fails again and again',
    reopened('websocket', 5, (i) => 1000 * 2 ** i),
    { 'ws://': 'websocket failed' },
  ],
  [
    54,
    'a WebSocket with heartbeats alone',
    connection(
      'websocket',
      times(120, (i) => [200 + i * 1000, i % 2 ? '<' : '>', '0']),
    ),
    { 'ws://': 'websocket heartbeat-only' },
  ],
  [
    55,
    'a WebSocket of questions and answers',
    connection(
      'websocket',
      times(40, (i) => [200 + i * 10_000, i % 2 ? '<' : '>', `{"id":${i >> 1}}`]),
    ),
    { 'ws://': 'websocket request-response' },
  ],
  [
    56,
    'telemetry that is blocked and tried again',
    [2000, 5000, 11_000, 20_000, 33_000, 48_000].flatMap((at) =>
      exchange(at, { ...post('/collect/events', '{"e":[1,2,3]}'), outcome: 'error', status: 0 }),
    ),
    { collect: 'beacon' },
  ],
  [
    57,
    'gRPC-web that streams',
    streamed('application/grpc-web+proto', [
      [200, '\0\0\0\0\u0001a'],
      [2200, '\0\0\0\0\u0001b'],
    ]),
    { live: 'http-streaming' },
  ],
  [
    58,
    'a peer connection that never connects, beside its signalling',
    [
      ...connection('websocket', [
        [200, '>', '{"sdp":"offer"}'],
        [900, '<', '{"sdp":"answer"}'],
      ]),
      ...connection('webrtc', []).slice(0, 1),
      closed(20_000, { by: 'error', clean: false }),
    ],
    { 'webrtc:': 'webrtc failed', 'ws://': 'websocket' },
  ],
  [
    60,
    'Turbo by an event stream; LiveView fallen back to polling',
    [
      ...connection('eventsource', [[200, '<', '<turbo-stream></turbo-stream>']], 'http://site.test/turbo'),
      ...heldOneAfterAnother([10_000, 3000, 10_000], { url: '/live/longpoll?vsn=2.0.0', body: '{"status":204}' }),
    ],
    { turbo: 'sse', longpoll: 'long-polling' },
  ],
  [
    59,
    'a data channel that is agreed on and never used, while media flows',
    (() => {
      const [connect] = connection('webrtc', [])
      const { doc, id, at } = connect as Extract<CaptureEvent, { type: 'connect' }>
      const flow = (after: number) => ({ doc, id, at: at + after })
      const sums = { packetsSent: 50, packetsReceived: 50, packetsLost: 0, local: 'host', remote: 'host' }
      const events: CaptureEvent[] = [
        connect!,
        { type: 'channel', ...flow(10), channel: 1, label: 'control', state: 'open' },
        { type: 'peer', ...flow(50), connection: 'connected', ice: 'connected', signaling: 'stable' },
        ...times(
          8,
          (i): CaptureEvent => ({
            type: 'stats',
            ...flow(1000 + i * 1000),
            ...sums,
            sent: 9000 * (i + 1),
            received: 9000 * (i + 1),
            media: true,
          }),
        ),
      ]
      return events
    })(),
    { 'webrtc:': 'webrtc media' },
  ],
  [63, 'polls that the cache answers', every(2000, 10, () => ({ body: '{"a":1}' })), { data: 'polling' }],
]

describe.each([
  ['libraries', libraries],
  ['polls', polls],
  ['streams', streams],
] as const)('%s', (_kind, cases) => {
  test.each(cases)('%i. %s', (_number, _name, events, labels) => {
    const { streams } = analyze(session(page(), events), '')
    for (const [words, label] of Object.entries(labels)) {
      const [techniques, ...flags] = label.split(' ')
      const found = streams.filter((stream) => stream.url.includes(words))
      expect(found.length, `streams with ${words}`).toBeGreaterThan(0)
      const said = found.map(
        ({ technique, flags, because, url }) => `${technique} ${flags} (${because.join(' ')}) ${url}`,
      )
      expect([...new Set(found.map(({ technique }) => technique))].sort().join('|'), said.join('\n')).toBe(techniques)
      for (const one of found) expect(one.flags, said.join('\n')).toEqual(expect.arrayContaining(flags))
    }
  })
})
