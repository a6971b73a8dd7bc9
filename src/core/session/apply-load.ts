import type { Initiator, TimingEvent } from '../event/event.ts'
import { framingOf } from '../framing/decoders.ts'
import { noteResponse, noteTiming } from '../traffic/exchange.ts'
import { beginExchange } from './apply-request.ts'
import { finishExchange } from './finish-exchange.ts'
import type { Session } from './session.ts'

/**
 * An element of the page has loaded something: a picture of a camera, a JSONP script, a frame that is reloaded. No hook sees such
 * requests; the resource timing is all that is known of them. What the answer said is not known.
 */
export function applyLoad(session: Session, timing: TimingEvent, initiator: Initiator): void {
  // What the cache gives is no request, and a film that is loaded piece by piece asks for no news.
  if (timing.cached || timing.status === 206) return
  const { doc, url, start, first, end, decoded } = timing
  // The numbers of hooks are positive.
  const id = -++session.loads
  const exchange = beginExchange(
    session,
    { type: 'request', at: start, doc, id, api: 'xhr', method: 'GET', url },
    initiator,
  )
  if (!exchange) return
  noteResponse(exchange, { type: 'response', at: first, doc, id, status: timing.status ?? 0 }, framingOf(''))
  noteTiming(exchange, timing)
  exchange.unread = true
  const finish = { type: 'finish', at: end, doc, id, outcome: 'ok' } as const
  finishExchange(session, exchange, decoded > 0 ? { ...finish, bytes: decoded } : finish)
}
