import type { Technique } from '../../../src/core/verdict/technique.ts'
import { techniqueLabels } from '../../../src/core/verdict/technique.ts'
import type { Analysed } from '../analysed.ts'
import { counted, estimated, type Figure, judged, noFigure, ratioOf, unseenOf, wastedFigure } from '../words/figure.ts'
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
export function streamRow(analysed: Analysed, pageUrl: string, lost: number): StreamRow {
  const { facts, analysis } = analysed
  const { cost, technique } = analysis
  const trust = { lost: lost + (facts.connection.unseen ? 1 : 0), basis: cost.basis }
  const unseen = unseenOf(analysis)
  const realtime = technique !== 'http'
  const { arrows, words } = directionOf(analysed)
  const url = shownUrl(analysis.url, pageUrl)
  const status = statusOf(analysed)
  const seen = analysis.messagesIn + analysis.messagesOut
  const messages = facts.connection.unseen && seen === 0 ? unseenMessages : counted(formatCount(seen), trust)
  const wasteful = realtime && analysis.wasted > 0 && analysis.wasted >= analysis.updates
  return {
    id: analysis.id,
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
    updates: judged(counted(formatCount(analysis.updates), trust), unseen, 'most'),
    wasted:
      realtime && technique !== 'beacon'
        ? wastedFigure(counted(formatCount(analysis.wasted), trust), analysis.updates, unseen)
        : noFigure,
    wasteful,
    up: estimated(formatBytes(cost.bytesUp), trust),
    down: estimated(formatBytes(cost.bytesDown), trust),
    overhead:
      cost.bytesUp + cost.bytesDown > 0
        ? judged(ratioOf(formatPercent(cost.overheadShare), trust), unseen, 'least')
        : noFigure,
    status,
    failed: facts.status === 'failed',
    advice: analysis.advice[0]?.text ?? '',
    spoken: [techniqueLabels[technique], analysis.confidence, contextWords[analysis.context], url, status]
      .filter(Boolean)
      .join(', '),
  }
}

/** In place of a count of 0, which would say that nothing came. */
const unseenMessages: Figure = { ...noFigure, value: 'unseen', why: 'Messages of this connection cannot be seen here.' }

const contextWords = {
  page: '',
  frame: '',
  worker: 'worker',
  'shared-worker': 'shared worker',
  'service-worker': 'service worker',
}

/** The status of a stream. Requests that are not repeated are done once they are answered. */
export function statusOf({ facts, analysis }: Analysed): string {
  const { kind, requests, connection } = facts
  if (analysis.status !== 'open') return analysis.status
  if (kind === 'exchanges' && analysis.technique === 'http') {
    if (requests.inFlight.size > 0) return 'pending'
    return requests.failed === requests.count ? 'failed' : 'done'
  }
  if (kind === 'beacon') return requests.inFlight.size > 0 ? 'pending' : 'sent'
  const connecting = kind !== 'exchanges' && kind !== 'streamed' && connection.openedAt === undefined
  if (connecting) return connection.opens > 0 ? 'reconnecting' : 'connecting'
  return 'open'
}

/**
 * Whether the page was navigated between this stream and the one before. Frames come and go within a page, so only streams
 * of the page itself count.
 */
export function startsPage(streams: readonly Analysed[], index: number): boolean {
  const stream = streams[index]
  if (stream?.analysis.context !== 'page') return false
  for (let before = index - 1; before >= 0; before--) {
    const earlier = streams[before]!
    if (earlier.analysis.context === 'page') return earlier.facts.document !== stream.facts.document
  }
  return false
}
