import { expect, test } from 'vitest'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { connection, only, page } from './story.ts'

type State = [at: number, connection: string, ice: string, signaling: string]

/** A peer connection that goes through these states. */
function peer(states: readonly State[], candidates = 0): CaptureEvent[] {
  const [connect] = connection('webrtc', [])
  const { doc, id, at } = connect as Extract<CaptureEvent, { type: 'connect' }>
  return [
    connect!,
    ...states.map(
      ([after, of, ice, signaling]): CaptureEvent => ({
        type: 'peer',
        doc,
        id,
        at: at + after,
        connection: of,
        ice,
        signaling,
        ...(candidates > 0 && ice === 'new' && { candidate: 'host' }),
      }),
    ),
  ]
}
const closed: State = [3000, 'closed', 'closed', 'closed']

test.each([
  ['made and closed', peer([closed])],
  ['that made an offer, to see the codecs', peer([[10, 'new', 'new', 'have-local-offer'], closed])],
  [
    'that gathered addresses',
    peer([[10, 'new', 'new', 'have-local-offer'], [200, 'new', 'new', 'have-local-offer'], closed], 2),
  ],
])('a peer connection %s has not failed', (_, events) => {
  const { status, flags, because } = only(page(), ...events)
  expect([status, flags]).toEqual(['closed', []])
  expect(because.join(' ')).toContain('only tried what the browser supports')
})

test.each([
  [
    'that failed',
    peer([
      [10, 'new', 'new', 'have-local-offer'],
      [500, 'connecting', 'checking', 'stable'],
      [20_000, 'failed', 'failed', 'stable'],
    ]),
  ],
  [
    'that was given up while it looked for a way',
    peer([
      [500, 'connecting', 'checking', 'stable'],
      [25_000, 'closed', 'closed', 'closed'],
    ]),
  ],
])('a peer connection %s has failed', (_, events) => {
  expect(only(page(), ...events)).toMatchObject({ status: 'failed', flags: ['failed'] })
})

test('a peer connection that was connected and then closed is closed', () => {
  const events = peer([
    [500, 'connecting', 'checking', 'stable'],
    [700, 'connected', 'connected', 'stable'],
    [9000, 'closed', 'closed', 'closed'],
  ])
  const { status, because } = only(page(), ...events)
  expect(status).toBe('closed')
  expect(because.join(' ')).not.toContain('only tried')
})
