import { expect, test } from 'vitest'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { closed, connection, only, page } from './story.ts'

/** The network log's report of a connection's request. */
function logged(connect: CaptureEvent, status: number): CaptureEvent {
  if (connect.type !== 'connect') throw new Error('a connection begins with connect')
  const { doc, id, at, url } = connect
  return { type: 'network', at: at + 100, doc, id, method: 'GET', url, start: at + 2, end: at + 100, status }
}

test.each([
  ['eventsource', 404, 'The server did not answer with an event stream: status 404.'],
  ['websocket', 502, 'It was never accepted by the server: status 502.'],
] as const)('a refused %s tells the status %i that the network log has', (api, status, sentence) => {
  const [connect] = connection(api, [])
  const { because, flags } = only(page(), [connect!, logged(connect!, status)], closed(400, { by: 'error' }))
  expect(flags).toContain('failed')
  expect(because).toContain(sentence)
})

test('a socket that is closed with a code of its own tells code and reason', () => {
  const events = connection('websocket', [[500, '<', '{"n":1}']])
  const { because } = only(page(), events, closed(9000, { code: 4001, clean: true, reason: 'token expired' }))
  expect(because).toContain('It was closed with code 4001: “token expired”.')
})

test.each([1000, 1001, 1005])('a socket that ends as it should, with code %i, says nothing of it', (code) => {
  const events = connection('websocket', [[500, '<', '{"n":1}']])
  expect(only(page(), events, closed(9000, { code, clean: true })).because.join(' ')).not.toContain('code')
})
