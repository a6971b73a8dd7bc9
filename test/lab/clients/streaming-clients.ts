import { enveloped, lines, parts, sized, wholeEvents } from './counted.ts'
import type { Seen } from './door.ts'
import { beacons, client, events, http, type LabClient, longPolling, polling, socket, streaming } from './flow.ts'
import * as heartbeats from './heartbeats.ts'
import { apolloFamily } from './servers/apollo.ts'
import { centrifugeFamily } from './servers/centrifuge.ts'
import { connectFamily } from './servers/connect.ts'
import { eventsFamily } from './servers/events.ts'
import { graphqlSseFamily } from './servers/graphql-sse.ts'
import { htmxFamily } from './servers/htmx.ts'
import { anthropicFamily, openAiFamily } from './servers/language-models.ts'
import { launchDarklyFamily } from './servers/launch-darkly.ts'
import { ollamaFamily } from './servers/ollama.ts'
import { pocketBaseFamily } from './servers/pocketbase.ts'
import { trpcFamily } from './servers/trpc.ts'
import { turboFamily } from './servers/turbo.ts'
import { urqlFamily } from './servers/urql.ts'
import { webChannelFamily } from './servers/web-channel.ts'

/** Of WebChannel: the last request, which is sent as the page lets go of the channel. */
const terminates = ({ query }: Seen) => query.includes('TYPE=terminate')
const goesOn = (one: Seen) => !terminates(one)

/** Clients that read event streams and other answers that go on, some of them beside sockets and polls. */
export const streamingClients: readonly LabClient[] = [
  client(
    'apollo',
    '@apollo/client',
    apolloFamily,
    polling('/graphql', 'pollInterval'),
    streaming('/subscriptions', 'a subscription over HTTP', { messages: parts, idle: heartbeats.apollo }),
  ),
  client(
    'htmx',
    'htmx.org',
    htmxFamily,
    polling('/quotes', 'hx-trigger every'),
    events('/events', 'the extension sse'),
    socket('/socket', 'the extension ws'),
  ),
  client(
    'event-source-packages',
    'eventsource, event-source-polyfill, sse.js',
    () => eventsFamily('/portable', '/polyfill', '/posted'),
    events('/portable', 'eventsource', { flags: ['fetch'] }),
    events('/polyfill', 'event-source-polyfill'),
    events('/posted', 'sse.js'),
  ),
  client(
    'turbo',
    '@hotwired/turbo',
    turboFamily,
    polling('/quotes', 'a frame that is reloaded'),
    events('/events', 'a stream source of events'),
    socket('/socket', 'a stream source of a socket'),
  ),
  client(
    'urql',
    '@urql/core',
    urqlFamily,
    polling('/graphql', 'queries by a timer', { method: 'GET' }),
    events('/graphql', 'a subscription', { method: 'POST', flags: ['fetch'] }),
  ),
  client(
    'graphql-sse',
    'graphql-sse',
    graphqlSseFamily,
    events('/distinct', 'distinct connections', { flags: ['fetch'] }),
    http('/single', 'the reservation', { method: 'PUT' }),
    events('/single', 'the single connection', { method: 'GET', flags: ['fetch'] }),
    http('/single', 'the operation', { method: 'POST', openEnd: true }),
  ),
  client(
    'trpc',
    '@trpc/client',
    trpcFamily,
    events('/events/', 'httpSubscriptionLink', { messages: wholeEvents, idle: heartbeats.trpcEvents }),
    streaming('/batched/', 'httpBatchStreamLink', {
      messages: lines,
    }),
    socket('/socket', 'wsLink', { idle: heartbeats.trpcSocket }),
  ),
  client(
    'openai',
    'openai',
    openAiFamily,
    events('/v1/chat/completions', 'chat completions', { flags: ['fetch'] }),
    events('/v1/responses', 'responses', { flags: ['fetch'] }),
  ),
  client(
    'anthropic',
    '@anthropic-ai/sdk',
    anthropicFamily,
    events('/v1/messages', 'messages', { flags: ['fetch'], idle: heartbeats.anthropic }),
  ),
  client(
    'centrifuge',
    'centrifuge',
    centrifugeFamily,
    socket('/connection/websocket', 'WebSocket', { idle: heartbeats.centrifuge }),
    streaming('/connection/http_stream', 'HTTP streaming', {
      messages: lines,
      idle: heartbeats.centrifuge,
    }),
    http('/by-stream/emulation', 'what it sends beside the stream', { openEnd: true }),
    events('/connection/sse', 'events', { idle: heartbeats.centrifuge }),
    http('/by-events/emulation', 'what it sends beside the events', {
      openEnd: true,
    }),
  ),
  client(
    'connect',
    '@connectrpc/connect-web',
    connectFamily,
    streaming('/connect/', 'a stream by Connect', { messages: enveloped }),
    streaming('/grpc-web/', 'a stream by gRPC-Web', { messages: enveloped }),
  ),
  client(
    'launch-darkly',
    'launchdarkly-js-client-sdk',
    launchDarklyFamily,
    http('/sdk/evalx/', 'the flags so far'),
    http('/sdk/goals/', 'what to measure'),
    events('/eval/', 'changes of flags'),
    beacons('/events/bulk/', 'reports'),
  ),
  client(
    'pocketbase',
    'pocketbase',
    pocketBaseFamily,
    events('/api/realtime', 'a collection', { method: 'GET' }),
    http('/api/realtime', 'what it wants to hear', { method: 'POST' }),
  ),
  client('ollama', 'ollama', ollamaFamily, streaming('/api/chat', 'a chat', { messages: lines, openEnd: true })),
  client(
    'web-channel',
    '@firebase/webchannel-wrapper',
    webChannelFamily,
    streaming('/streamed/', 'the back channel', {
      method: 'GET',
      messages: sized,
      idle: heartbeats.webChannel,
    }),
    http('/streamed/', 'what it sends beside the stream', { method: 'POST', includes: goesOn, streams: 2 }),
    beacons('/streamed/', 'its end', { method: 'POST', includes: terminates }),
    longPolling('/polled/', 'the back channel where streams are buffered', {
      method: 'GET',
      idle: heartbeats.webChannelPoll,
    }),
    http('/polled/', 'what it sends beside the polls', { method: 'POST', includes: goesOn, streams: 2 }),
    beacons('/polled/', 'its end', { method: 'POST', includes: terminates }),
  ),
]
