import type { StreamFacts } from '../../../src/core/analysis/stream-facts.ts'
import { fromBase64 } from '../../../src/core/base/base64.ts'
import { Row } from '../../../src/core/stream/parts/message-log.ts'
import { formatBytes, joined } from '../words/format-units.ts'
import { missingPayload } from './message-rows.ts'

/** A single message, as the pane below the list shows it. */
export interface MessagePreview {
  /** How the text is shown. */
  form: 'json' | 'text' | 'hex' | 'none'
  text: string
  /** Text for the copy button: the payload as it was sent, not as it is laid out. */
  copied: string
  /** The missing part of the payload, as a sentence; '' where the payload is complete. */
  note: string
}

// UTF-16 units. Laying out more JSON takes longer than a frame, and nobody reads that much in a pane.
const maxPrettyLength = 1_000_000

/** The preview of row `index` in a stream's log. */
export function messagePreview({ messages: log }: StreamFacts, index: number): MessagePreview {
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
  if (text.length > maxPrettyLength || !/^\s*[[{]/.test(text)) return undefined
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

// A pane shows some dozens of lines; the copy button gives the bytes beyond this limit.
const maxDumpBytes = 64 * 1024
const bytesPerLine = 16

/** Offsets, bytes in hexadecimal and the printable characters among them, 16 bytes to a line. */
function hexDump(bytes: Uint8Array): string {
  const lines: string[] = []
  const shown = Math.min(bytes.length, maxDumpBytes)
  for (let offset = 0; offset < shown; offset += bytesPerLine) {
    const line = bytes.subarray(offset, Math.min(offset + bytesPerLine, shown))
    const octets = Array.from(line, (octet) => octet.toString(16).padStart(2, '0'))
    const halves = [octets.slice(0, 8).join(' '), octets.slice(8).join(' ')]
    const text = Array.from(line, (octet) => (octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '.'))
    lines.push(`${offset.toString(16).padStart(6, '0')}  ${halves.join('  ').padEnd(49)} ${text.join('')}`)
  }
  if (bytes.length > shown) lines.push(`… ${bytes.length - shown} bytes more`)
  return lines.join('\n')
}
