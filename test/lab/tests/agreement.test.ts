import { expect, it } from 'vitest'
import { disagreements } from '../agreement.ts'
import { createCounters } from '../counters.ts'
import { techniques } from '../techniques.ts'

const nothing = { requests: 0, messagesIn: 0, messagesOut: 0, updates: 0 }
const page = () => Object.fromEntries(techniques.map(({ id }) => [id, { ...nothing }]))

it('agrees when each side received what the other sent', () => {
  const server = createCounters()
  Object.assign(server['websocket-text'], { requests: 1, messagesIn: 2, messagesOut: 5, updates: 3 })
  const counts = { ...page(), 'websocket-text': { requests: 1, messagesIn: 5, messagesOut: 2, updates: 3 } }
  expect(disagreements(server, counts)).toEqual([])
})

it('says which number differs, and how', () => {
  const server = createCounters()
  server.sse.messagesOut = 3
  expect(disagreements(server, { ...page(), sse: { ...nothing, messagesIn: 2 } })).toEqual([
    'sse: messages to the page: server 3, page 2',
  ])
})

it('compares peers with each other', () => {
  const counts = { ...page(), 'webrtc-data': { ...nothing, messagesOut: 4, messagesIn: 3 } }
  expect(disagreements(createCounters(), counts)).toEqual(['webrtc-data: messages: server 4, page 3'])
})
