import { utf8Length } from '../../src/core/base/utf8.ts'
import type { ConnectEvent } from '../../src/core/event/connection-events.ts'
import type { CaptureEvent, NetworkEvent, RequestEvent } from '../../src/core/event/event.ts'

/** Time of the beginning of each story. */
export const zero = 1_790_000_000_000
export const site = 'https://site.test'

/** A story in the making: its random numbers, the next free flow id, its events so far in no order, and its length in ms. */
export interface Story {
  random: () => number
  events: CaptureEvent[]
  nextId: number
  until: number
}

/** One exchange of a story. `hold`: ms until the response head; `rest`: ms from there to the end of the body. */
interface ExchangeParts {
  doc?: string
  url: string
  method?: string
  send?: string
  hold?: number
  rest?: number
  status?: number
  body?: string | undefined
  type?: string
  outcome?: 'ok' | 'error' | 'abort' | 'timeout'
  api?: RequestEvent['api']
}

/** True with a probability of `share`. */
export const chance = ({ random }: Story, share: number) => random() < share
/** A random number between two. */
export const between = ({ random }: Story, from: number, to: number) => from + random() * (to - from)
/** A random integer from one to another, both included. */
export const integer = (story: Story, from: number, to: number) => Math.floor(between(story, from, to + 1))
/** A random item of a list. */
export const pick = <T>(story: Story, from: readonly T[]): T => from[integer(story, 0, from.length - 1)]!

/**
 * Adds a request with its response, its resource timing and its entry in the network log, each of which may be missing or late.
 * @param at start in ms from the beginning of the story
 * @returns the end of the exchange
 */
export function exchange(story: Story, at: number, parts: ExchangeParts): number {
  const { doc = 'page', url, method = 'GET', send, hold = between(story, 18, 40), rest = 1, status = 200 } = parts
  const { type = 'application/json', outcome = 'ok', api = 'fetch' } = parts
  const address = new URL(url, site).href
  const id = story.nextId++
  const flow = (when: number) => ({ doc, id, at: zero + when })
  const end = at + hold + rest
  const request: RequestEvent = { type: 'request', ...flow(at), api, method, url: address }
  if (send !== undefined) Object.assign(request, { text: send, sent: utf8Length(send) })
  story.events.push(request)
  if (outcome === 'ok' && api !== 'beacon')
    story.events.push({ type: 'response', ...flow(at + hold), status, contentType: type, headerBytes: 210 })
  const body = 'body' in parts ? parts.body : `{"at":${Math.round(at)}}`
  const bytes = body === undefined ? 0 : utf8Length(body)
  // Some answers the page does not read: then only the resource timing reports the end of the exchange.
  if (body !== undefined || !chance(story, 0.3))
    story.events.push({ type: 'finish', ...flow(end), outcome, ...(body !== undefined && { text: body, bytes }) })
  report(story, { doc, method, url: address, start: at, first: at + hold, end, bytes, status })
  return end
}

/** Adds what resource timing and network log report of an exchange, where they do. */
function report(
  story: Story,
  {
    doc,
    method,
    url,
    start,
    first,
    end,
    bytes,
    status,
  }: {
    doc: string
    method: string
    url: string
    start: number
    first: number
    end: number
    bytes: number
    status: number
  },
): void {
  const size = { encoded: bytes, decoded: bytes }
  if (chance(story, 0.7))
    story.events.push({
      type: 'timing',
      at: zero + end + between(story, -1, 2000),
      doc,
      url,
      start: zero + start + between(story, -3, 3),
      ...(chance(story, 0.6) && { asked: zero + start + 1 }),
      first: zero + first,
      end: zero + end,
      ...size,
      protocol: 'h2',
      ...(chance(story, 0.05) && { cached: true }),
      ...(chance(story, 0.05) && { revalidated: true }),
    })
  if (!chance(story, 0.6)) return
  const began = zero + start + between(story, 0, 30)
  const log: NetworkEvent = { type: 'network', at: 0, method, url, start: began, protocol: 'h2', connection: '1' }
  if (chance(story, 0.2)) story.events.push({ ...log, at: zero + first + 5, status })
  story.events.push({
    ...log,
    at: zero + end + between(story, 5, 3000),
    end: zero + end,
    status,
    ...(chance(story, 0.5) ? { sent: 420, received: 180 + bytes } : { head: 170, body: bytes, chunked: true }),
    ...(chance(story, 0.05) && { cached: true }),
  })
}

/** Adds a connection with its messages: time, direction and text of each. @returns its flow id */
export function connect(
  story: Story,
  at: number,
  event: Pick<ConnectEvent, 'api' | 'url'> & Partial<ConnectEvent>,
  lines: readonly [at: number, dir: 'in' | 'out', text: string][],
): number {
  const id = story.nextId++
  const flow = (when: number) => ({ doc: event.doc ?? 'page', id, at: zero + when })
  story.events.push({ type: 'connect', ...event, ...flow(at) })
  if (!event.adopted) story.events.push({ type: 'open', ...flow(at + 45), protocol: event.protocols ?? '' })
  for (const [when, dir, text] of lines)
    story.events.push({ type: 'message', ...flow(when), dir, kind: 'text', bytes: utf8Length(text), text })
  return id
}

/** Adds the end of a connection. */
export const close = (story: Story, id: number, at: number, how: object = {}) =>
  story.events.push({ type: 'close', at: zero + at, doc: 'page', id, by: 'remote', code: 1006, ...how })
