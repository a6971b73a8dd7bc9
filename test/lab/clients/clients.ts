import { beacons, events, http, type LabClient, longPolling, polling, socket, streaming } from './flow.ts'
import { closingSocketsFamily } from './servers/closing-sockets.ts'
import { eventsFamily } from './servers/events.ts'
import { htmxFamily } from './servers/htmx.ts'
import { graphqlQuote, quotesFamily } from './servers/quotes.ts'

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
]
