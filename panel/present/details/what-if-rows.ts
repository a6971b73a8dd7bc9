import { type Technique, techniqueLabels } from '../../../src/core/verdict/technique.ts'
import type { Analysed } from '../analysed.ts'
import { estimated, type Figure, judged, noFigure, unseenOf } from '../words/figure.ts'
import { formatBytes, formatMagnitude, formatTime } from '../words/format-units.ts'

/** A technique's cost for the stream's own updates. */
export interface WhatIfRow {
  technique: Technique
  label: string
  today: boolean
  /** Bytes per second of all users together. */
  bandwidth: Figure
  /** Length of the bandwidth's bar, 0 to 1 of the longest. */
  bar: number
  requests: Figure
  connections: Figure
  staleness: Figure
  /** Compared with today, such as '94 % less'; '' for today's row. */
  change: string
  /** The change to the code; '' for today's row. */
  code: string
  /** The updates that were replayed, and how; empty for today's row. */
  because: readonly string[]
}

export const smallestCrowd = 1
export const largestCrowd = 1_000_000

/**
 * The techniques side by side for a number of users like this one, today's first; empty where there is nothing to replay.
 */
export function whatIfRows({ analysis }: Analysed, users: number): WhatIfRow[] {
  if (analysis.whatIf.length === 0) return []
  const { cost } = analysis
  const seconds = cost.observedSeconds
  const today = {
    technique: analysis.technique,
    requests: analysis.requests,
    bytesUp: cost.bytesUp,
    bytesDown: cost.bytesDown,
    stalenessMeanMs: cost.stalenessMeanMs,
    connectionSeconds: cost.connectionSeconds,
    because: [],
    upperBound: undefined,
  }
  const unseen = unseenOf(analysis)
  const all = [today, ...analysis.whatIf]
  const bytes = (option: (typeof all)[number]) => option.bytesUp + option.bytesDown
  const most = Math.max(1, ...all.map(bytes))
  const model = { lost: 0, basis: 'modelled' as const }
  return all.map((option, index) => ({
    technique: option.technique,
    label: techniqueLabels[option.technique],
    today: index === 0,
    bandwidth: perSecond(formatBytes((bytes(option) / seconds) * users), option.upperBound),
    bar: bytes(option) / most,
    requests: perSecond(formatMagnitude((option.requests / seconds) * users), option.upperBound),
    connections: estimated(formatMagnitude((option.connectionSeconds / seconds) * users), model),
    staleness: option.stalenessMeanMs === null ? noFigure : estimated(formatTime(option.stalenessMeanMs), model),
    change: index === 0 ? '' : bounded(change(bytes(option), bytes(today)), option.upperBound),
    code: index === 0 ? '' : codeChange(option.technique, analysis.messagesOut > 0),
    because: option.because,
  }))

  function perSecond([value, unit]: readonly [string, string], upperBound?: true): Figure {
    const figure = estimated([value, `${unit}/s`], model)
    return upperBound ? judged(figure, unseen, 'most') : figure
  }
}

/** Users for a position of the slider, 0 to 1: each tenth of the way multiplies by four. */
export function crowdAt(place: number): number {
  const exact = largestCrowd ** Math.min(1, Math.max(0, place))
  const scale = 10 ** Math.max(0, Math.floor(Math.log10(exact)) - 1)
  return Math.round(exact / scale) * scale
}

/** The position of the slider, 0 to 1, for a number of users. */
export function placeOfCrowd(users: number): number {
  return Math.log(users) / Math.log(largestCrowd)
}

function change(bytes: number, today: number): string {
  if (today === 0) return ''
  const ratio = bytes / today
  if (ratio >= 0.95 && ratio <= 1.05) return 'about the same'
  if (ratio < 1) return `${Math.round((1 - ratio) * 100)} % less`
  return ratio < 2 ? `${Math.round((ratio - 1) * 100)} % more` : `${ratio.toFixed(ratio < 10 ? 1 : 0)} times as much`
}

/** A change computed from an upper bound of what a technique would take: a saving is at least that large, an increase at most. */
function bounded(words: string, upperBound?: true): string {
  if (!upperBound || words === '') return words
  return `${words.endsWith('less') ? 'at least' : 'at most'} ${words}`
}

function codeChange(technique: Technique, talks: boolean): string {
  switch (technique) {
    case 'polling':
      return 'A timer and an ordinary endpoint; ETags make unchanged answers small.'
    case 'long-polling':
      return 'The server holds each request until there is news or about 30 s have passed; the page asks again at once.'
    case 'sse':
      return `new EventSource(url) in the page; the server keeps a text/event-stream response open.${talks ? ' What the page says goes by fetch.' : ''}`
    case 'websocket':
      return 'new WebSocket(url) with reconnect and heartbeat of your own; the server keeps a connection per user.'
    default:
      return ''
  }
}
