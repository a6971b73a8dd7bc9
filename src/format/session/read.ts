import { checkEvent } from '../../core/event/check-event.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { Fault, unpack } from '../unpack.ts'
import { createLineReader } from './lines.ts'
import { currentVersion, type SessionHeader } from './session-file.ts'
import { upgradeEvent } from './upgrade.ts'

/** Items that reading yields: the header first, then events, as many at a time as arrived together, and a problem last. */
export type ReadItem =
  | { kind: 'header'; header: SessionHeader }
  | { kind: 'events'; events: readonly CaptureEvent[] }
  | { kind: 'problem'; sentence: string }

/**
 * Reads a session file, plain or gzipped, in constant memory. Throws what `bytes` throws, but never for the file's content:
 * events before a fault are yielded, then one sentence says what is wrong. Lines that are not events are skipped and
 * counted as lost.
 */
export async function* readSession(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ReadItem> {
  const lines = createLineReader()
  let header: SessionHeader | undefined
  let bad = 0
  let lastAt = 0
  let number = 0
  let fault: string | undefined
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
    // Events are yielded in lists: passing them through a generator one at a time would take longer than parsing them.
    const events: CaptureEvent[] = []
    for (const line of lines.feed(next.value)) {
      number++
      if (!header) {
        const found = readHeader(line)
        if (typeof found === 'string') {
          yield { kind: 'problem', sentence: found }
          return
        }
        header = found
        yield { kind: 'header', header }
        continue
      }
      const event = readEvent(line, header.version)
      if (event === undefined) continue
      if (typeof event === 'string') bad++
      else {
        lastAt = event.at
        events.push(event)
      }
    }
    if (events.length > 0) yield { kind: 'events', events }
  }
  if (bad > 0) yield { kind: 'events', events: [{ type: 'lost', at: lastAt, events: bad, why: 'shape' }] }
  const rest = lines.rest()
  if (!header) {
    const found = rest === '' ? (fault ?? 'the file is empty') : readHeader(rest)
    if (typeof found === 'string') {
      yield { kind: 'problem', sentence: found }
      return
    }
    yield { kind: 'header', header: found }
  } else if (rest.trim() !== '') {
    const event = readEvent(rest, header.version)
    if (event !== undefined && typeof event !== 'string') yield { kind: 'events', events: [event] }
    else fault ??= `the file ends in the middle of line ${number + 1}`
  }
  if (fault) yield { kind: 'problem', sentence: `${fault}; everything before it was read` }
  else if (bad > 0) yield { kind: 'problem', sentence: `${bad} lines are not events and were skipped` }
}

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

function readHeader(line: unknown): SessionHeader | string {
  const notOurs = 'it is not a Duplex session'
  if (typeof line !== 'string') return notOurs
  let value: Partial<Record<keyof SessionHeader, unknown>>
  try {
    value = JSON.parse(line) as typeof value
  } catch {
    return notOurs
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

/** @returns undefined for a blank line, a sentence for a line that is not an event */
function readEvent(line: unknown, version: number): CaptureEvent | string | undefined {
  if (typeof line !== 'string') return 'a line too long'
  if (!line.startsWith('{') && line.trim() === '') return undefined
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return 'not JSON'
  }
  if (version < currentVersion) upgradeEvent(value, version)
  return checkEvent(value)
}
