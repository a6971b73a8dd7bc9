import { type Technique, techniqueLabels } from '../../../src/core/verdict/technique.ts'
import type { Analysed } from '../analysed-streams.ts'
import { estimated, type Figure, noFigure } from '../words/figure.ts'
import { formatBytes, formatMagnitude, formatTime } from '../words/format-units.ts'

/** One technique for the same updates. */
export interface WhatIfRow {
  technique: Technique
  label: string
  today: boolean
  /** Bytes a second of all users together, and the length of its bar, 0 to 1 of the longest. */
  bandwidth: Figure
  bar: number
  requests: Figure
  connections: Figure
  staleness: Figure
  /** Against today, such as '94 % less'; empty for today's row. */
  change: string
  /** What would change in the code. */
  code: string
  /** What was replayed, and how; empty for today's row. */
  because: readonly string[]
}

export const smallestCrowd = 1
export const largestCrowd = 1_000_000

/** The techniques side by side for so many users like this one, today's first; empty where there is nothing to replay. */
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
  }
  const all = [today, ...analysis.whatIf]
  const bytes = (one: (typeof all)[number]) => one.bytesUp + one.bytesDown
  const most = Math.max(1, ...all.map(bytes))
  const model = { lost: 0, basis: 'modelled' as const }
  return all.map((one, index) => ({
    technique: one.technique,
    label: techniqueLabels[one.technique],
    today: index === 0,
    bandwidth: perSecond(formatBytes((bytes(one) / seconds) * users)),
    bar: bytes(one) / most,
    requests: perSecond(formatMagnitude((one.requests / seconds) * users)),
    connections: estimated(formatMagnitude((one.connectionSeconds / seconds) * users), model),
    staleness: one.stalenessMeanMs === null ? noFigure : estimated(formatTime(one.stalenessMeanMs), model),
    change: index === 0 ? '' : change(bytes(one), bytes(today)),
    code: index === 0 ? '' : codeChange(one.technique, analysis.messagesOut > 0),
    because: one.because,
  }))

  function perSecond([value, unit]: readonly [string, string]): Figure {
    return estimated([value, `${unit}/s`], model)
  }
}

/** Users for a place on the slider, 0 to 1: each tenth of the way multiplies by four. */
export function crowdAt(place: number): number {
  const exact = largestCrowd ** Math.min(1, Math.max(0, place))
  const scale = 10 ** Math.max(0, Math.floor(Math.log10(exact)) - 1)
  return Math.round(exact / scale) * scale
}

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
