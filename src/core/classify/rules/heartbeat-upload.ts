import type { Bytes } from '../../base/units.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import { framingOf } from '../../framing/decoders.ts'
import type { Stream } from '../../stream/stream.ts'
import { maxReceiptBytes } from '../rule.ts'
import { hasSameAnswers, mayDiffer } from './telemetry.ts'

/** Variation of the bodies of heartbeats, which say the same each time, with another time or number. */
const maxHeartbeatSpread = 0.1
/** The same of small bodies, in which a number or a name makes much of the difference. */
const maxSmallSpread = 0.3
/** Whether bodies of this mean size are too small for a document that is saved. */
const isSmallHeartbeat = (sent: Bytes) => sent <= 200

/** Whether the requests are heartbeats by HTTP: they have a body, and the answers are next to empty and do not differ. */
export const isHeartbeatUpload = (stream: Stream, evidence: Evidence) =>
  stream.method !== 'GET' &&
  evidence.sent > 0 &&
  // What is saved again and again grows and shrinks.
  evidence.sentSpread <= (isSmallHeartbeat(evidence.sent) ? maxSmallSpread : maxHeartbeatSpread) &&
  evidence.received <= maxReceiptBytes &&
  // A request that names an operation, or is answered with an empty list, asks for data.
  (stream.operation === '' || /heart_?beat|keep_?alive|\bp[io]ng\b|presence/i.test(stream.operation)) &&
  stream.answers.emptyLists === 0 &&
  ![...stream.answers.contentTypes].some((type) => framingOf(type) !== 'unknown') &&
  hasSameAnswers(stream) &&
  !mayDiffer(stream, evidence)
