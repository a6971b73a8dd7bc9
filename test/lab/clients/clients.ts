import {
  beacons,
  enveloped,
  events,
  http,
  type LabClient,
  lines,
  longPolling,
  polling,
  socket,
  streaming,
  wholeEvents,
} from './flow.ts'
import * as heartbeats from './heartbeats.ts'
import { ablyFamily } from './servers/ably.ts'
import { actionCableFamily } from './servers/action-cable.ts'
import { centrifugeFamily } from './servers/centrifuge.ts'
import { closingSocketsFamily } from './servers/closing-sockets.ts'
import { connectFamily } from './servers/connect.ts'
import { couchDbFamily } from './servers/couchdb.ts'
import { electricFamily } from './servers/electric.ts'
import { eventsFamily } from './servers/events.ts'
import { graphqlSseFamily } from './servers/graphql-sse.ts'
import { graphqlWsFamily } from './servers/graphql-ws.ts'
import { hlsFamily } from './servers/hls.ts'
import { htmxFamily } from './servers/htmx.ts'
import { anthropicFamily, openAiFamily } from './servers/language-models.ts'
import { mqttFamily } from './servers/mqtt.ts'
import { pusherFamily } from './servers/pusher.ts'
import { graphqlQuote, quotesFamily } from './servers/quotes.ts'
import { reportsFamily } from './servers/reports.ts'
import { stompFamily } from './servers/stomp.ts'
import { supabaseFamily } from './servers/supabase.ts'
import { trpcFamily } from './servers/trpc.ts'
import { turboFamily } from './servers/turbo.ts'
import { urqlFamily } from './servers/urql.ts'
import { yjsFamily } from './servers/yjs.ts'

const ablySocket = socket('/$', 'WebSocket', {
  includes: ({ socket }) => socket !== undefined,
  idle: heartbeats.ably,
})
const ablyPolls = [
  http('/comet/connect', 'the first request of comet'),
  longPolling('/comet/polls/recv', 'comet', { idle: heartbeats.ably }),
  http('/comet/polls/send', 'what it sends beside comet'),
  http('/comet/polls/close', 'the end of comet'),
]

/** The clients, and what is right of them: what each does over the wire is known from its documentation, not from Duplex. */
export const clients: readonly LabClient[] = [
  { id: 'swr', package: 'swr', family: quotesFamily, flows: [polling('/quotes', 'refreshInterval')] },
  {
    id: 'tanstack-query',
    package: '@tanstack/query-core',
    family: quotesFamily,
    flows: [polling('/quotes', 'refetchInterval')],
  },
  {
    id: 'rtk-query',
    package: '@reduxjs/toolkit',
    family: quotesFamily,
    flows: [polling('/quotes', 'pollingInterval')],
  },
  { id: 'axios', package: 'axios', family: quotesFamily, flows: [polling('/quotes', 'by a timer')] },
  { id: 'ky', package: 'ky', family: quotesFamily, flows: [polling('/quotes', 'after each answer')] },
  { id: 'jquery', package: 'jquery', family: quotesFamily, flows: [polling('/quotes', '$.ajax without the cache')] },
  {
    id: 'apollo',
    package: '@apollo/client',
    family: () => quotesFamily({ path: '/graphql', write: graphqlQuote }),
    flows: [polling('/graphql', 'pollInterval')],
  },
  {
    id: 'htmx',
    package: 'htmx.org',
    family: htmxFamily,
    flows: [
      polling('/quotes', 'hx-trigger every'),
      events('/events', 'the extension sse'),
      socket('/socket', 'the extension ws'),
    ],
  },
  {
    id: 'event-source-packages',
    package: 'eventsource, event-source-polyfill, sse.js',
    family: () => eventsFamily('/portable', '/polyfill', '/posted'),
    flows: [
      events('/portable', 'eventsource', { flags: ['fetch'] }),
      events('/polyfill', 'event-source-polyfill'),
      events('/posted', 'sse.js'),
    ],
  },
  {
    id: 'reconnecting-websocket',
    package: 'reconnecting-websocket',
    family: () => closingSocketsFamily('/feed'),
    flows: [socket('/feed', 'closed once by the server')],
  },
  {
    id: 'partysocket',
    package: 'partysocket',
    family: () => closingSocketsFamily('/parties/main/lobby'),
    flows: [socket('/parties/main/lobby', 'closed once by the server')],
  },
  {
    id: 'turbo',
    package: '@hotwired/turbo',
    family: turboFamily,
    flows: [
      polling('/quotes', 'a frame that is reloaded'),
      events('/events', 'a stream source of events'),
      socket('/socket', 'a stream source of a socket'),
    ],
  },
  {
    id: 'urql',
    package: '@urql/core',
    family: urqlFamily,
    flows: [
      polling('/graphql', 'queries by a timer', { method: 'GET' }),
      events('/graphql', 'a subscription', { method: 'POST', flags: ['fetch'] }),
    ],
  },
  {
    id: 'graphql-sse',
    package: 'graphql-sse',
    family: graphqlSseFamily,
    flows: [
      events('/distinct', 'distinct connections', { flags: ['fetch'] }),
      http('/single', 'the reservation', { method: 'PUT' }),
      events('/single', 'the single connection', { method: 'GET', flags: ['fetch'] }),
      http('/single', 'the operation', { method: 'POST', unread: true }),
    ],
  },
  {
    id: 'graphql-ws',
    package: 'graphql-ws',
    family: graphqlWsFamily,
    flows: [socket('/graphql', 'a subscription', { idle: heartbeats.graphqlWs })],
  },
  {
    id: 'trpc',
    package: '@trpc/client',
    family: trpcFamily,
    flows: [
      events('/events/', 'httpSubscriptionLink', { messages: wholeEvents, idle: heartbeats.trpcEvents }),
      streaming('/batched/', 'httpBatchStreamLink', {
        messages: lines,
        known: 'Each piece of the body counts as one message, though a piece may hold several of its JSON lines.',
      }),
      socket('/socket', 'wsLink', { idle: heartbeats.trpcSocket }),
    ],
  },
  {
    id: 'openai',
    package: 'openai',
    family: openAiFamily,
    flows: [
      events('/v1/chat/completions', 'chat completions', { flags: ['fetch'] }),
      events('/v1/responses', 'responses', { flags: ['fetch'] }),
    ],
  },
  {
    id: 'anthropic',
    package: '@anthropic-ai/sdk',
    family: anthropicFamily,
    flows: [events('/v1/messages', 'messages', { flags: ['fetch'], idle: heartbeats.anthropic })],
  },
  {
    id: 'action-cable',
    package: '@rails/actioncable',
    family: actionCableFamily,
    flows: [socket('/cable', 'a channel', { idle: heartbeats.actionCable })],
  },
  {
    id: 'stomp',
    package: '@stomp/stompjs',
    family: stompFamily,
    flows: [socket('/stomp', 'a topic', { idle: heartbeats.stomp })],
  },
  {
    id: 'mqtt',
    package: 'mqtt',
    family: mqttFamily,
    flows: [socket('/mqtt', 'a topic', { idle: heartbeats.mqtt })],
  },
  { id: 'yjs', package: 'y-websocket', family: yjsFamily, flows: [socket('/room', 'a shared document')] },
  {
    id: 'pusher',
    package: 'pusher-js',
    family: pusherFamily,
    flows: [socket('/app/', 'a channel', { idle: heartbeats.pusher })],
  },
  {
    id: 'supabase',
    package: '@supabase/realtime-js',
    family: supabaseFamily,
    flows: [socket('/realtime/v1/websocket', 'broadcasts', { idle: heartbeats.phoenix })],
  },
  {
    id: 'centrifuge',
    package: 'centrifuge',
    family: centrifugeFamily,
    flows: [
      socket('/connection/websocket', 'WebSocket', { idle: heartbeats.centrifuge }),
      streaming('/connection/http_stream', 'HTTP streaming', { messages: lines, idle: heartbeats.centrifuge }),
      http('/by-stream/emulation', 'what it sends beside the stream', { unread: true }),
      events('/connection/sse', 'events', { idle: heartbeats.centrifuge }),
      http('/by-events/emulation', 'what it sends beside the events', {
        unread: true,
        known: 'What a page sends to an address with the word events in it is told as measurements.',
      }),
    ],
  },
  {
    id: 'ably',
    package: 'ably',
    family: () => ablyFamily('socket'),
    flows: [ablySocket],
  },
  {
    id: 'ably-polls',
    package: 'ably',
    family: () => ablyFamily('polls'),
    flows: ablyPolls,
  },
  {
    id: 'ably-both',
    package: 'ably',
    family: () => ablyFamily('socket', 'polls'),
    flows: [
      ablySocket,
      ...ablyPolls.map((flow) =>
        flow.technique === 'long-polling'
          ? { ...flow, known: 'The polls of one client are told as the set-up of the other client’s WebSocket.' }
          : flow,
      ),
    ],
  },
  {
    id: 'pouchdb',
    package: 'pouchdb-browser',
    family: couchDbFamily,
    flows: [
      http('/db/_changes', 'the changes so far', { includes: ({ query }) => !query.includes('feed=longpoll') }),
      longPolling('/db/_changes', 'live replication', { includes: ({ query }) => query.includes('feed=longpoll') }),
      http('/db/_bulk_get', 'the documents that changed'),
      http('/db/_local/', 'the checkpoints', { streams: 2 }),
    ],
  },
  {
    id: 'electric',
    package: '@electric-sql/client',
    family: electricFamily,
    flows: [
      http('/v1/shape', 'the shape so far', { includes: ({ query }) => !query.includes('live=true') }),
      longPolling('/v1/shape', 'the live shape', {
        includes: ({ query }) => query.includes('live=true'),
        idle: heartbeats.electric,
      }),
    ],
  },
  {
    id: 'hls',
    package: 'hls.js',
    family: hlsFamily,
    flows: [
      polling('/live/channel.m3u8', 'a live playlist', { flags: ['playlist'] }),
      http('/live/', 'the segments', { flags: ['media'] }),
    ],
  },
  {
    id: 'connect',
    package: '@connectrpc/connect-web',
    family: connectFamily,
    flows: [
      streaming('/connect/', 'a stream by Connect', { messages: enveloped }),
      streaming('/grpc-web/', 'a stream by gRPC-Web', { messages: enveloped }),
    ],
  },
  {
    id: 'web-vitals',
    package: 'web-vitals',
    family: () => reportsFamily('/vitals', 2),
    flows: [beacons('/vitals', 'sendBeacon')],
  },
  {
    id: 'sentry',
    package: '@sentry/browser',
    family: () => reportsFamily('/api/1/envelope/', 8, '{}'),
    flows: [beacons('/api/1/envelope/', 'envelopes', { unread: true })],
  },
]
