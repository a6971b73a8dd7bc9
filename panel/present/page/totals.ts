import type { SessionFacts } from '../../../src/core/analysis/session-facts.ts'
import { parseUrl } from '../../../src/core/base/parsed-url.ts'
import type { Analysed } from '../analysed.ts'
import { type Basis, counted, estimated, type Figure, judged, type Unseen, unseenOf } from '../words/figure.ts'
import { formatBytes, formatCount, grouped, plural } from '../words/format-units.ts'

/** The footer: sums of the shown streams, and what is missing. */
export interface Totals {
  /** '12 streams', or '3 of 12 streams' under a filter. */
  streams: string
  updates: Figure
  wasted: Figure
  up: Figure
  down: Figure
  /** 'nothing lost', or the losses in a phrase. */
  losses: string
  complete: boolean
  /** Traffic that no hook can see; '' where there is none. */
  unhooked: string
  /** Streams that are not listed any more; '' where all are. */
  more: string
  /** Names the documents that report implausible data, and how many of their records were left out; '' where there are none. */
  implausible: string
}

/**
 * The footer's figures.
 * @param shown streams that pass the filter
 * @param all number of all streams
 */
export function totals({ completeness, payloads }: SessionFacts, shown: readonly Analysed[], all: number): Totals {
  let updates = 0
  let wasted = 0
  let up = 0
  let down = 0
  const unseen: Unseen = { messages: 0, answers: 0 }
  const bases = new Set<Basis>()
  for (const { analysis } of shown) {
    updates += analysis.updates
    wasted += analysis.wasted
    const { messages, answers } = unseenOf(analysis)
    unseen.messages += messages
    unseen.answers += answers
    up += analysis.cost.bytesUp
    down += analysis.cost.bytesDown
    bases.add(analysis.cost.basis)
  }
  const basis: Basis = bases.size === 1 ? [...bases][0]! : bases.size === 0 ? 'measured' : 'mixed'
  const trust = { lost: completeness.dropped, basis }
  const { length } = completeness.unhooked
  const { endpoints } = completeness.askedOnce
  return {
    streams: shown.length === all ? plural(all, 'stream') : `${grouped(shown.length)} of ${plural(all, 'stream')}`,
    updates: judged(counted(formatCount(updates), trust), unseen, 'most'),
    wasted: judged(counted(formatCount(wasted), trust), unseen, 'least'),
    up: estimated(formatBytes(up), trust),
    down: estimated(formatBytes(down), trust),
    ...losses(completeness, payloads),
    unhooked: length === 0 ? '' : `${plural(length, 'flow')} nobody can see`,
    more: endpoints === 0 ? '' : `and ${plural(endpoints, 'more endpoint')}, asked once each`,
    implausible: implausibleWords([...completeness.implausible.values()]),
  }
}

function implausibleWords(documents: readonly { url: string; records: number }[]): string {
  const [first, ...more] = documents
  if (!first) return ''
  const records = documents.reduce((sum, document) => sum + document.records, 0)
  const who = parseUrl(first.url)?.origin ?? 'a document'
  const whose = more.length === 0 ? `${who} reports` : `${who} and ${plural(more.length, 'more document')} report`
  return `${whose} implausible data: ${plural(records, 'record')} left out`
}

function losses(
  { dropped, truncated, leftOut, behind }: SessionFacts['completeness'],
  { rowsLeftOut, letGo }: SessionFacts['payloads'],
): Pick<Totals, 'losses' | 'complete'> {
  const parts = [
    dropped > 0 ? `${plural(dropped, 'event')} lost` : '',
    truncated > leftOut ? `${plural(truncated - leftOut, 'payload')} longer than what is kept` : '',
    leftOut > 0
      ? `${plural(leftOut, 'payload')} left out${behind > 0 ? `, ${grouped(behind)} for lack of room` : ''}`
      : '',
    letGo > 0 ? `${plural(letGo, 'payload')} let go to make room` : '',
    rowsLeftOut > 0 ? `${plural(rowsLeftOut, 'message')} counted but not listed` : '',
  ].filter(Boolean)
  return { losses: parts.join(', ') || 'nothing lost', complete: parts.length === 0 }
}
