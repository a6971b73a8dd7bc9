import { checkEvent } from '../../core/event/check-event.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import type { RedactionReport } from '../redact/concealer.ts'
import { Fault, unpack } from '../unpack.ts'
import { problemOf } from './file-problem.ts'
import { createLineReader, type Line } from './lines.ts'
import { addRedaction } from './redaction-line.ts'
import { currentVersion, type SessionHeader, sessionBeginning } from './session-file.ts'
import { noLinesSkipped, skipLine } from './skipped-lines.ts'
import { upgradeEvent } from './upgrade.ts'

/** Items that reading yields: the header first, then events, as many at a time as arrived together, and a problem last. */
export type ReadItem =
  | { kind: 'header'; header: SessionHeader }
  | { kind: 'events'; events: readonly CaptureEvent[] }
  | { kind: 'redaction'; report: RedactionReport }
  | { kind: 'problem'; sentence: string }

/**
 * Reads a session file, plain or gzipped, in constant memory. Throws what `bytes` throws, but never for the file's content:
 * events before a fault are yielded, then one sentence says what is wrong, and in which line. Lines that are not events are skipped
 * and counted as lost.
 */
export async function* readSession(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ReadItem> {
  const lines = createLineReader()
  const skipped = noLinesSkipped()
  let header: SessionHeader | undefined
  let found = 0
  let lastAt = 0
  let number = 0
  let fault: string | undefined
  const redactions: RedactionReport[] = []
  const texts = decodeText(bytes)
  for (;;) {
    let next: IteratorResult<string>
    try {
      next = await texts.next()
    } catch (error) {
      if (!(error instanceof Fault)) throw error // the file itself could not be read
      fault = error.message
      break
    }
    if (next.done) break
    const blank = header && lines.skip(next.value)
    if (blank !== undefined) {
      number += blank
      continue
    }
    // Events are yielded in lists: passing them through a generator one at a time would take longer than parsing them.
    const events: CaptureEvent[] = []
    for (const line of lines.feed(next.value)) {
      number++
      if (!header) {
        const read = readHeader(line)
        if (typeof read === 'string') {
          yield { kind: 'problem', sentence: read }
          return
        }
        header = read
        yield { kind: 'header', header }
        continue
      }
      const event = readEvent(line, header.version, redactions)
      if (event === undefined) continue
      if (typeof event === 'string') skipLine(skipped, number, event)
      else {
        lastAt = event.at
        events.push(event)
      }
    }
    found += events.length
    if (events.length > 0) yield { kind: 'events', events }
  }
  const rest = lines.rest()
  let cut = false
  if (!header) {
    const read = rest === '' ? 'the file is empty' : readHeader(rest)
    if (typeof read === 'string') {
      yield { kind: 'problem', sentence: fault ?? (read === brokenHeader ? cutHeader : read) }
      return
    }
    number++
    header = read
    yield { kind: 'header', header }
  } else {
    const event = readEvent(rest, header.version, redactions)
    cut = event === notJson && isCut(rest)
    // Else it is a whole line that only lacks its end, or blank.
    if (event !== undefined && !cut) {
      number++
      if (typeof event === 'string') skipLine(skipped, number, event)
      else {
        found++
        lastAt = event.at
        yield { kind: 'events', events: [event] }
      }
    }
  }
  if (skipped.count > 0)
    yield { kind: 'events', events: [{ type: 'lost', at: lastAt, events: skipped.count, why: 'shape' }] }
  for (const report of redactions) yield { kind: 'redaction', report }
  const sentence = problemOf({ fault, cut, number, found, skipped })
  if (sentence !== undefined) yield { kind: 'problem', sentence }
}

const notOurs = 'it is not a Duplex session'
const notJson = 'not JSON'
const brokenHeader = 'line 1, its header, is not JSON'
const cutHeader = 'the file ends in the middle of line 1, its header; nothing could be read'

/** Whether text after the last line end, which is not JSON, may be the beginning of an event: every event is an object. */
const isCut = (rest: Line) => typeof rest === 'string' && /^\s*\{/.test(rest)

async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const piece of unpack(bytes)) {
    let text: string
    try {
      text = decoder.decode(piece as Uint8Array<ArrayBuffer>, { stream: true })
    } catch {
      throw new Fault('it is not a text file')
    }
    yield text
  }
}

function readHeader(line: Line): SessionHeader | string {
  if (typeof line !== 'string') return notOurs
  let value: Partial<Record<keyof SessionHeader, unknown>>
  try {
    value = JSON.parse(line) as typeof value
  } catch {
    return sessionBeginning.test(line) ? brokenHeader : notOurs
  }
  if (typeof value !== 'object' || value === null || value.format !== 'duplex-session') return notOurs
  const { version, createdAt, browser, redacted, generator } = value
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return 'its version is not a number'
  if (version > currentVersion)
    return `it is of version ${version}, and this Duplex reads up to ${currentVersion}: use a newer Duplex`
  return {
    format: 'duplex-session',
    version,
    createdAt: typeof createdAt === 'number' ? createdAt : 0,
    browser: typeof browser === 'string' ? browser.slice(0, 200) : '',
    redacted: redacted === true,
    generator: typeof generator === 'string' ? generator.slice(0, 200) : '',
  }
}

/**
 * @param redactions takes the line in if it tells of a redaction
 * @returns undefined for such a line or a blank one, words on what is wrong with any other that is not an event
 */
function readEvent(line: Line, version: number, redactions: RedactionReport[]): CaptureEvent | string | undefined {
  if (typeof line !== 'string') return 'too long'
  if (!line.startsWith('{') && line.trim() === '') return undefined
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return notJson
  }
  if (version < currentVersion) upgradeEvent(value, version)
  const checked = checkEvent(value)
  return typeof checked === 'string' && addRedaction(redactions, value) ? undefined : checked
}
