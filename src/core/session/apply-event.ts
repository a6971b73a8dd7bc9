import type { CaptureEvent } from '../event/event.ts'
import { applyClose, applyConnect, applyOpen } from './apply-connection.ts'
import { applyDocument, applyGone, applyInput, applyVisibility, forgetOldDocument } from './apply-document.ts'
import { applyChunk, applyFinish, applyResponse } from './apply-exchange.ts'
import { applyMessage, applyMessages } from './apply-message.ts'
import { applyNetwork } from './apply-network.ts'
import { applyDataChannel, applyPeer, applyStats } from './apply-peer.ts'
import { applyRequest } from './apply-request.ts'
import { applyTiming } from './apply-timing.ts'
import { applyLost, applyUnhooked } from './completeness.ts'
import { knownDocument } from './document.ts'
import type { Session } from './session.ts'
import { endUnread } from './unread.ts'

/**
 * Takes one event into the session. The only function that changes a session. O(1) per event, whatever the session's length, but for
 * the rare event that shows two streams to be one, whose rows are then put in order.
 */
export function applyEvent(session: Session, event: CaptureEvent): void {
  session.revision++
  session.events++
  if (session.startedAt === 0 || event.at < session.startedAt) session.startedAt = event.at
  if (event.at > session.lastAt) session.lastAt = event.at
  if ('doc' in event && event.doc !== undefined) endUnread(session, event.doc, event.at)
  dispatch(session, event)
  forgetOldDocument(session, event.at)
}

function dispatch(session: Session, event: CaptureEvent): void {
  switch (event.type) {
    case 'document':
      return applyDocument(session, event)
    case 'gone':
      return applyGone(session, event)
    case 'visibility':
      return applyVisibility(session, event)
    case 'input':
      return applyInput(session, event)
    case 'request':
      return applyRequest(session, event)
    case 'response':
      return applyResponse(session, event)
    case 'chunk':
      return applyChunk(session, event)
    case 'finish':
      return applyFinish(session, event)
    case 'timing':
      return applyTiming(session, event)
    case 'network':
      return applyNetwork(session, event)
    case 'connect':
      return applyConnect(session, event)
    case 'open':
      return applyOpen(session, event)
    case 'message':
      return applyMessage(session, event)
    case 'messages':
      return applyMessages(session, event)
    case 'close':
      return applyClose(session, event)
    case 'channel':
      return applyDataChannel(session, event)
    case 'peer':
      return applyPeer(session, event)
    case 'stats':
      return applyStats(session, event)
    case 'lost':
      return applyLost(session.completeness, event, urlOf(session, event.doc))
    case 'unhooked':
      return applyUnhooked(session.completeness, event)
    default:
      event satisfies never
  }
}

const urlOf = ({ documents }: Session, doc: string | undefined): string =>
  (doc === undefined ? undefined : knownDocument(documents, doc)?.url) ?? ''
