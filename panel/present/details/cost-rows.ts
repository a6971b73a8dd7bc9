import type { Analysed } from '../analysed.ts'
import { counted, estimated, type Figure, judged, noFigure, ratioOf, unseenOf } from '../words/figure.ts'
import { formatBytes, formatPercent, formatRate, formatRatio, formatTime, joined } from '../words/format-units.ts'

export interface CostRow {
  label: string
  figure: Figure
  /** The meaning of the figure, and how it was obtained. */
  meaning: string
}

/** The cost tab: every figure with its meaning, and the bar of useful bytes against overhead. */
export interface CostSheet {
  rows: readonly CostRow[]
  useful: Figure
  overhead: Figure
  /** Share of the useful bytes, 0 to 1, for the bar; undefined where there are no bytes at all. */
  usefulShare: number | undefined
  basis: string
}

const basisWords = {
  measured: 'All bytes were counted by the browser.',
  modelled: 'Payloads are counted as the page saw them; headers, frames and handshakes are computed, so sums carry ~.',
  mixed: 'Some of these bytes were counted by the browser; what it does not tell is computed, so sums carry ~.',
}

/** Wake-ups per minute at which a phone never rests: almost all of the 120 half-seconds. */
const neverRestingPerMinute = 110

/**
 * The cost of a stream in words.
 * @param dropped events of the session that were lost
 */
export function costSheet({ facts, analysis }: Analysed, dropped: number): CostSheet {
  const lost = dropped + (facts.connection.unseen ? 1 : 0)
  const { cost, technique } = analysis
  const trust = { lost, basis: cost.basis }
  const model = { lost, basis: 'modelled' as const }
  const total = cost.bytesUp + cost.bytesDown
  const unseen = unseenOf(analysis)
  const orNone = <T>(value: T | null, figure: (value: T) => Figure) => (value === null ? noFigure : figure(value))
  const push = ['sse', 'http-streaming', 'websocket', 'webrtc', 'webtransport'].includes(technique)
  const degraded = analysis.flags.includes('degraded-to-polling')
  const late = degraded
    ? 'what it waits for the browser to connect again, and half a round trip'
    : push
      ? 'half a round trip'
      : 'half an interval for a poller, and half a round trip'
  const guessed = cost.roundTripGuessed ? `, which is taken to be ${cost.roundTripMs} ms as none was seen` : ''
  const rows: CostRow[] = [
    {
      label: 'Bytes up',
      figure: estimated(formatBytes(cost.bytesUp), trust),
      meaning: 'Everything the page sent, headers and framing included.',
    },
    {
      label: 'Bytes down',
      figure: estimated(formatBytes(cost.bytesDown), trust),
      meaning: 'Everything that came to the page, headers and framing included.',
    },
    ...(cost.bytesRange
      ? [
          {
            label: 'If compressed',
            figure: estimated(
              [`${joined(formatBytes(cost.bytesRange.low))} to ${joined(formatBytes(cost.bytesRange.high))}`, ''],
              model,
            ),
            meaning:
              'Both ways together. The two ends agreed on compression, which a page cannot see into: it is in this range.',
          },
        ]
      : []),
    {
      label: 'On the wire',
      figure: orNone(cost.wireUp === null ? null : cost.wireUp + (cost.wireDown ?? 0), (bytes) =>
        estimated(formatBytes(bytes), model),
      ),
      meaning: 'Both ways, with segments, encryption, acknowledgements and connection set-up around the bytes above.',
    },
    {
      label: 'Overhead',
      figure: total === 0 ? noFigure : judged(ratioOf(formatPercent(cost.overheadShare), trust), unseen, 'least'),
      meaning: 'Share of all bytes that is not the payload of an update.',
    },
    {
      label: 'Bytes an hour',
      figure: estimated(formatBytes(cost.perHour.bytes), trust),
      meaning: 'What one page that stays open would take, if it goes on like this.',
    },
    {
      label: 'Bytes per update',
      figure: orNone(cost.bytesPerUpdate, (bytes) => judged(ratioOf(formatBytes(bytes), trust), unseen, 'least')),
      meaning: 'All bytes, divided by the deliveries of new information.',
    },
    {
      label: 'Requests per update',
      figure: orNone(cost.requestsPerUpdate, (ratio) =>
        judged(ratioOf(formatRatio(ratio), { lost, basis: 'measured' }), unseen, 'least'),
      ),
      meaning: 'Above 1, requests came back without news.',
    },
    {
      label: 'News is late by',
      figure: orNone(cost.stalenessMeanMs, (ms) => estimated(formatTime(ms), { ...model, lost: 0 })),
      meaning: `Mean time from the server having an update to the page having it: ${late}${guessed}.`,
    },
    {
      label: 'At worst',
      figure: orNone(cost.stalenessMaxMs, (ms) => estimated(formatTime(ms), { ...model, lost: 0 })),
      meaning: 'An update that just missed its chance waits this long.',
    },
    {
      label: 'Connection held',
      figure: counted(formatTime(cost.connectionSeconds * 1000), { lost: 0 }),
      meaning: 'Time in which the server kept a request or connection open for this page.',
    },
    {
      label: 'Wake-ups',
      figure: counted(formatRate(cost.wakeupsPerMinute / 60), { lost: 0 }),
      meaning:
        cost.wakeupsPerMinute >= neverRestingPerMinute
          ? 'Radio and processor of a phone never rest: hardly half a second goes by without activity.'
          : 'Half-seconds with activity, which wake radio and processor of a phone; two a second, and they never rest.',
    },
  ]
  return {
    rows,
    useful: judged(estimated(formatBytes(cost.usefulBytes), { lost, basis: 'measured' }), unseen, 'most'),
    overhead: judged(estimated(formatBytes(cost.overheadBytes), trust), unseen, 'least'),
    usefulShare: total > 0 ? cost.usefulBytes / total : undefined,
    basis: basisWords[cost.basis],
  }
}
