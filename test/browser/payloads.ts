import { waitUntil } from '../../src/cli/browser/wait-until.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { eachMessage } from '../../src/core/event/message-columns.ts'
import { type Flooded, untilSession } from './flooded.ts'
import { countOf, messageOf, type Pace } from './paced-site.ts'

/** What arrived of the messages that a server sent at a pace. */
export interface Arrived {
  /** Payloads that are another message's, and those that are missing. */
  wrong: number
  missing: number
  count: number
  /** In ms: how long until the page had all, and until the panel had. */
  took: number
  untilPanel: number
  /** In ms: tasks of the page that took longer than 50 ms, together; Firefox does not tell. */
  longTasks: number
  session: Awaited<ReturnType<typeof untilSession>>['session']
}

/** The payloads of all messages that came in, in order: text, or the bytes as text; undefined where there is none. */
export function payloadsIn(events: readonly CaptureEvent[]): (string | undefined)[] {
  const payloads: (string | undefined)[] = []
  const decoded = (data: string | undefined) =>
    data === undefined ? undefined : Buffer.from(data, 'base64').toString()
  for (const event of events)
    if (event.type === 'message' && event.dir === 'in') payloads.push(event.text ?? decoded(event.data))
    else if (event.type === 'messages' && event.dir === 'in')
      eachMessage(event, (_at, _bytes, payload) => payloads.push(event.text === undefined ? decoded(payload) : payload))
  return payloads
}

/** Lets a page receive messages at a pace, and compares what the panel recorded with what the server sent. */
export async function receive(
  flooded: Flooded,
  origin: string,
  pace: Pace,
  binaryType: BinaryType = 'blob',
): Promise<Arrived> {
  await flooded.page.goto(`${origin}/?${Math.random()}`)
  const begun = performance.now()
  const { kind, rate, bytes, seconds } = pace
  const longTasks = await flooded.page.evaluate(
    (query, binaryType) =>
      new Promise<number>((resolve) => {
        let long = 0
        if (PerformanceObserver.supportedEntryTypes.includes('longtask'))
          new PerformanceObserver((list) => {
            for (const { duration } of list.getEntries()) long += duration
          }).observe({ type: 'longtask' })
        const socket = new WebSocket(`ws://${location.host}/?${query}`)
        socket.binaryType = binaryType
        socket.onmessage = ({ data }) => {
          if (data === 'the end') socket.close()
        }
        socket.onclose = () => resolve(long)
      }),
    new URLSearchParams({ kind, rate: `${rate}`, bytes: `${bytes}`, seconds: `${seconds}` }).toString(),
    binaryType,
  )
  const took = performance.now() - begun
  await waitUntil('the panel has all', 120_000, async () => {
    const has = await flooded.panel.evaluate<number>('return globalThis.duplex.events()')
    return has > countOf(pace) || undefined
  })
  const untilPanel = performance.now() - begun
  const { session, events } = await untilSession(flooded, 'the close', (all) =>
    all.some(({ type }) => type === 'close'),
  )
  const payloads = payloadsIn(events).slice(0, -1)
  let missing = 0
  let wrong = 0
  for (const [number, payload] of payloads.entries())
    if (payload === undefined) missing++
    else if (payload !== messageOf(number, bytes)) wrong++
  if (payloads.length !== countOf(pace)) wrong++
  return { wrong, missing, count: payloads.length, took, untilPanel, longTasks, session }
}
