import { fromBase64 } from '../../../src/core/base/base64.ts'
import { Row } from '../../../src/core/stream/parts/message-log.ts'
import type { Stream } from '../../../src/core/stream/stream.ts'
import { formatBytes, joined } from '../words/format-units.ts'
import { hexDump } from './hex-dump.ts'
import { missingPayload } from './message-rows.ts'

/** One message in full. */
export interface MessagePreview {
  /** How the text is shown. */
  form: 'json' | 'text' | 'hex' | 'none'
  text: string
  /** What the copy button copies: the payload as it was, not as it is laid out. */
  copied: string
  /** What is missing, said aloud; empty when all of it is here. */
  note: string
}

// Laying out more JSON than this takes longer than a frame, and nobody reads it in a pane.
const mostPretty = 1_000_000

/** Row `index` of a stream's log for the pane below the list. */
export function messagePreview({ messages: log }: Stream, index: number): MessagePreview {
  const payload = log.payload[index]
  const bits = log.bits[index] ?? 0
  if (payload === undefined || payload === '')
    return { form: 'none', text: '', copied: '', note: sentenceCase(missingPayload(log, index)) }
  if ((bits & Row.binary) !== 0) {
    const bytes = fromBase64(payload)
    return { form: 'hex', text: hexDump(bytes), copied: payload, note: cutNote(bits, bytes.length, log.bytes[index]) }
  }
  const json = prettyJson(payload)
  return {
    form: json === undefined ? 'text' : 'json',
    text: json ?? payload,
    copied: payload,
    note: cutNote(bits, payload.length, log.bytes[index]),
  }
}

function prettyJson(text: string): string | undefined {
  if (text.length > mostPretty || !/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return undefined
  }
}

function cutNote(bits: number, kept: number, whole = 0): string {
  if ((bits & Row.cut) === 0) return ''
  return `Only the first ${joined(formatBytes(kept))} of ${joined(formatBytes(whole))} were kept.`
}

const sentenceCase = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
