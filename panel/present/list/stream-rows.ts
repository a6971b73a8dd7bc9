import type { Technique } from '../../../src/core/verdict/technique.ts'
import { techniqueLabels } from '../../../src/core/verdict/technique.ts'
import type { Analysed } from '../analysed-streams.ts'
import { counted, estimated, type Figure, noFigure, ratioOf } from '../words/figure.ts'
import { formatBytes, formatCount, formatPercent } from '../words/format-units.ts'
import { shortLabels } from '../words/technique-words.ts'
import { directionOf } from './direction.ts'
import { shownUrl } from './shown-url.ts'

/** A row of the stream list, ready to be displayed. */
export interface StreamRow {
  id: string
  technique: Technique
  label: string
  longLabel: string
  because: string
  confidence: string
  /** Where in the page the stream lives; '' for the page itself and its frames. */
  context: string
  url: string
  wholeUrl: string
  arrows: string
  direction: string
  messages: Figure
  updates: Figure
  wasted: Figure
  wasteful: boolean
  up: Figure
  down: Figure
  overhead: Figure
  status: string
  failed: boolean
  /** First advice, or ''. */
  advice: string
  /** The row as a sentence, for screen readers. */
  spoken: string
}

/**
 * The row of a stream.
 * @param lost events of the session that never arrived
 */
export function streamRow({ stream, analysis }: Analysed, pageUrl: string, lost: number): StreamRow {
  const { cost, technique } = analysis
  const trust = { lost: lost + (stream.connection.unseen ? 1 : 0), basis: cost.basis }
  const realtime = technique !== 'http'
  const { arrows, words } = directionOf(stream)
  const url = shownUrl(analysis.url, pageUrl)
  const status = statusOf({ stream, analysis })
  const messages = counted(formatCount(analysis.messagesIn + analysis.messagesOut), trust)
  const wasteful = realtime && analysis.wasted > 0 && analysis.wasted >= analysis.updates
  return {
    id: stream.id,
    technique,
    label: shortLabels[technique],
    longLabel: techniqueLabels[technique] + (analysis.protocol ? ` (${analysis.protocol})` : ''),
    because: analysis.because[0] ?? '',
    confidence: analysis.confidence,
    context: contextWords[analysis.context],
    url,
    wholeUrl: `${analysis.method} ${analysis.url}`,
    arrows,
    direction: words,
    messages,
    updates: counted(formatCount(analysis.updates), trust),
    wasted: realtime && technique !== 'beacon' ? counted(formatCount(analysis.wasted), trust) : noFigure,
    wasteful,
    up: estimated(formatBytes(cost.bytesUp), trust),
    down: estimated(formatBytes(cost.bytesDown), trust),
    overhead: cost.bytesUp + cost.bytesDown > 0 ? ratioOf(formatPercent(cost.overheadShare), trust) : noFigure,
    status,
    failed: stream.status === 'failed',
    advice: analysis.advice[0]?.text ?? '',
    spoken: [techniqueLabels[technique], analysis.confidence, contextWords[analysis.context], url, status]
      .filter(Boolean)
      .join(', '),
  }
}

const contextWords = {
  page: '',
  frame: '',
  worker: 'worker',
  'shared-worker': 'shared worker',
  'service-worker': 'service worker',
}

/** The status of a stream. Requests that are not repeated are done once they are answered. */
export function statusOf({ stream, analysis }: Analysed): string {
  if (analysis.status !== 'open') return analysis.status
  if (stream.kind === 'exchanges' && analysis.technique === 'http')
    return stream.requests.inFlight.size > 0
      ? 'pending'
      : stream.requests.failed === stream.requests.count
        ? 'failed'
        : 'done'
  if (stream.kind === 'beacon') return stream.requests.inFlight.size > 0 ? 'pending' : 'sent'
  const connecting =
    stream.kind !== 'exchanges' && stream.kind !== 'streamed' && stream.connection.openedAt === undefined
  if (connecting) return stream.connection.opens > 0 ? 'reconnecting' : 'connecting'
  return 'open'
}
