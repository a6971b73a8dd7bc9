import type { Analysis, StreamAnalysis } from '../core/analysis/analysis.ts'
import { techniqueLabels } from '../core/verdict/technique.ts'
import { unseenAnswers } from '../core/verdict/unseen-answers.ts'
import { lineForTerminal } from './terminal-text.ts'

/** Formats an analysis as a table for a terminal. */
export function analysisTable(analysis: Analysis): string {
  const { page, streams, totals, completeness } = analysis
  const lines = [
    `${printable(page.url) || 'no page'}  ${printable(page.browser)}, ${(page.durationMs / 1000).toFixed(1)} s`,
    '',
  ]
  const rows = streams.map(cells)
  const head = [
    'technique',
    'confidence',
    'requests',
    'in',
    'out',
    'updates',
    'wasted',
    'up',
    'down',
    'overhead',
    'stream',
  ]
  lines.push(...columns([head, ...rows]))
  lines.push('')
  const count = Object.entries(totals.byTechnique).map(([technique, sum]) => `${sum.streams} ${technique}`)
  lines.push(
    `${totals.streams} streams (${count.join(', ') || 'none'}); ~${bytes(totals.bytesUp)} up, ~${bytes(totals.bytesDown)} down`,
  )
  const { askedOnce } = completeness
  if (askedOnce)
    lines.push(
      `and ${askedOnce.endpoints} more endpoints, asked once each; ~${bytes(askedOnce.bytesUp)} up, ~${bytes(askedOnce.bytesDown)} down`,
    )
  for (const { id, advice } of streams) for (const { text } of advice) lines.push(`${id}: ${text}`)
  for (const { id, keepsBusy } of streams) for (const text of keepsBusy?.because ?? []) lines.push(`${id}: ${text}`)
  if (totals.unseenAnswers)
    lines.push(
      `What ${totals.unseenAnswers} answers said is not known: some may have said nothing new. Figures that depend on it are marked with ≤ or ≥.`,
    )
  if (completeness.dropped > 0) lines.push(`${completeness.dropped} events were lost: counts are lower bounds.`)
  if (completeness.truncated > 0) lines.push(truncatedWords(completeness))
  for (const { url, records } of completeness.implausible ?? [])
    lines.push(`${printable(url) || 'A document'} reports implausible data: ${records} records were left out.`)
  return lines.join('\n')
}

function truncatedWords({ truncated, leftOut = 0, behind = 0 }: Analysis['completeness']): string {
  const words = `${truncated} payloads were cut or left out.`
  if (leftOut === 0) return words
  const why = behind > 0 ? ` (${behind} for lack of room)` : ''
  // Redaction, too, leaves the octets of binary messages out.
  return `${words} What ${leftOut} of them held is not known${why}; figures that depend on it are marked with ≤ or ≥.`
}

function cells(stream: StreamAnalysis): string[] {
  const { cost, unseenMessages = 0 } = stream
  const unseen = unseenMessages + unseenAnswers(stream)
  const least = unseen > 0 ? '≥' : ''
  const name = techniqueLabels[stream.technique] + (stream.flags.length > 0 ? ` (${stream.flags.join(', ')})` : '')
  return [
    name,
    stream.confidence,
    String(stream.requests),
    String(stream.messagesIn),
    String(stream.messagesOut),
    (unseen > 0 ? '≤' : '') + stream.updates,
    unseen >= stream.updates && unseen > 0 && stream.wasted === 0 ? 'unknown' : least + stream.wasted,
    tilde(cost.basis) + bytes(cost.bytesUp),
    tilde(cost.basis) + bytes(cost.bytesDown),
    `${least}${Math.round(cost.overheadShare * 100)} %`,
    `${stream.id} ${stream.method} ${printable(stream.url)}${stream.status === 'open' ? '' : ` [${stream.status}]`}`,
  ]
}

const tilde = (basis: string) => (basis === 'measured' ? '' : '~')

/** The longest URL or name that leaves room for the figures beside it. */
const maxNameLength = 120

const printable = (text: string) => lineForTerminal(text).slice(0, maxNameLength)

function bytes(count: number): string {
  if (count < 1000) return `${count} B`
  if (count < 999_500) return `${(count / 1000).toPrecision(3)} kB`
  return `${(count / 1e6).toPrecision(3)} MB`
}

/** Pads columns to their widest cell; numbers are aligned right, the last column is not padded. */
function columns(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((cell, column) => {
        if (column === row.length - 1) return cell
        return column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)
      })
      .join('  '),
  )
}
