import { countedPolls } from './counted.ts'
import { beacons, client, http, type LabClient, longPolling, polling, wrongly } from './flow.ts'
import * as heartbeats from './heartbeats.ts'
import { ablyFamily } from './servers/ably.ts'
import { boshFamily } from './servers/bosh.ts'
import { couchDbFamily } from './servers/couchdb.ts'
import { electricFamily } from './servers/electric.ts'
import { firebasePollsFamily } from './servers/firebase.ts'
import { hlsFamily } from './servers/hls.ts'
import { ethereumFamily } from './servers/json-rpc.ts'
import { lowLatencyHlsFamily } from './servers/low-latency-hls.ts'
import { listFamily } from './servers/pages-of-a-list.ts'
import { pubNubFamily } from './servers/pubnub.ts'
import { quotesFamily } from './servers/quotes.ts'
import { reportsFamily } from './servers/reports.ts'
import { tusFamily } from './servers/tus.ts'
import { ablySocket } from './socket-clients.ts'

const ablyPolls = [
  http('/comet/connect', 'the first request of comet'),
  longPolling('/comet/polls/recv', 'comet', { idle: heartbeats.ably }),
  http('/comet/polls/send', 'what it sends beside comet'),
  http('/comet/polls/close', 'the end of comet'),
]

/** What Amplitude answers to events. */
const amplitudeReceipt = () =>
  `{"code":200,"events_ingested":3,"payload_size_bytes":900,"server_upload_time":${Date.now()}}`

/** Clients that ask again and again, or just ask, or send: by the clock, by requests that are held, when somebody acts. */
export const askingClients: readonly LabClient[] = [
  client('swr', 'swr', quotesFamily, polling('/quotes', 'refreshInterval')),
  client('tanstack-query', '@tanstack/query-core', quotesFamily, polling('/quotes', 'refetchInterval')),
  client('rtk-query', '@reduxjs/toolkit', quotesFamily, polling('/quotes', 'pollingInterval')),
  client('axios', 'axios', quotesFamily, polling('/quotes', 'by a timer')),
  client('ky', 'ky', quotesFamily, polling('/quotes', 'after each answer')),
  client('jquery', 'jquery', quotesFamily, polling('/quotes', '$.ajax without the cache')),
  client('ably-polls', 'ably', () => ablyFamily('polls'), ...ablyPolls),
  client(
    'ably-both',
    'ably',
    () => ablyFamily('socket', 'polls'),
    ablySocket,
    ...ablyPolls.map((flow) =>
      flow.technique === 'long-polling'
        ? {
            ...flow,
          }
        : flow,
    ),
  ),
  client(
    'pouchdb',
    'pouchdb-browser',
    couchDbFamily,
    http('/db/_changes', 'the changes so far', { includes: ({ query }) => !query.includes('feed=longpoll') }),
    longPolling('/db/_changes', 'live replication', { includes: ({ query }) => query.includes('feed=longpoll') }),
    http('/db/_bulk_get', 'the documents that changed'),
    http('/db/_local/', 'the checkpoints', { streams: 2 }),
  ),
  client(
    'electric',
    '@electric-sql/client',
    electricFamily,
    http('/v1/shape', 'the shape so far', { includes: ({ query }) => !query.includes('live=true') }),
    longPolling('/v1/shape', 'the live shape', {
      includes: ({ query }) => query.includes('live=true'),
      idle: heartbeats.electric,
    }),
  ),
  client(
    'hls',
    'hls.js',
    hlsFamily,
    polling('/live/channel.m3u8', 'a live playlist', { flags: ['playlist'] }),
    http('/live/', 'the segments', { flags: ['media'] }),
  ),
  client('web-vitals', 'web-vitals', () => reportsFamily('/vitals', 2), beacons('/vitals', 'sendBeacon')),
  client(
    'sentry',
    '@sentry/browser',
    () => reportsFamily('/api/1/envelope/', 8, () => '{}'),
    beacons('/api/1/envelope/', 'envelopes', { openEnd: true }),
  ),
  client(
    'firebase-polls',
    '@firebase/database',
    firebasePollsFamily,
    longPolling('/.lp', 'a value', {
      includes: ({ query }) => !query.includes('dframe'),
      idle: heartbeats.firebase,
      ...wrongly(
        'No page sees what a script brings: each counts as news. The first script, and the frame that says good-bye, are streams of their own.',
        'figures',
        'streams',
      ),
    }),
  ),
  client(
    'ethers',
    'ethers',
    ethereumFamily,
    polling('/rpc', 'the newest block', {
      count: (seen) => countedPolls(seen, (answer) => answer.replace(/"id":\d+/, '')),
    }),
  ),
  client('strophe', 'strophe.js', boshFamily, longPolling('/http-bind', 'BOSH', { idle: heartbeats.bosh })),
  client('tus', 'tus-js-client', tusFamily, http('/files/', 'an upload in parts', { streams: 2 })),
  client('infinite-list', '@tanstack/query-core', () => listFamily(10), http('/items', 'page after page')),
  client(
    'unpoly',
    'unpoly',
    () =>
      quotesFamily({
        type: 'text/html; charset=utf-8',
        write: ({ n, price }) => `<p id="quote" up-poll up-interval="600" up-source="/quotes">${n}: ${price} €</p>`,
      }),
    polling('/quotes', 'up-poll'),
  ),
  client(
    'pubnub',
    'pubnub',
    pubNubFamily,
    longPolling('/v2/subscribe/', 'a channel', { idle: heartbeats.pubNub }),
    http('/publish/', 'what it publishes', {}),
  ),
  client(
    'low-latency-hls',
    'hls.js',
    lowLatencyHlsFamily,
    // A player that asks for one part twice gets the same list twice.
    longPolling('/live/channel.m3u8', 'a playlist that is held until it grows', {
      flags: ['playlist'],
      count: (seen) => countedPolls(seen),
    }),
  ),
  client(
    'otlp',
    '@opentelemetry/exporter-trace-otlp-http',
    () => reportsFamily('/v1/traces', 10, () => '{"partialSuccess":{}}'),
    beacons('/v1/traces', 'spans', { openEnd: true }),
  ),
  client(
    'amplitude',
    '@amplitude/analytics-browser',
    () => reportsFamily('/2/httpapi', 10, amplitudeReceipt),
    beacons('/2/httpapi', 'events', {
      openEnd: true,
    }),
  ),
]
