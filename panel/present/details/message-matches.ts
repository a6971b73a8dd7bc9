import { type MessageLog, Row } from '../../../src/core/stream/parts/message-log.ts'
import type { Stream } from '../../../src/core/stream/stream.ts'
import { textMatcher } from '../list/text-matcher.ts'

export type MessageWay = 'all' | 'in' | 'out'

/** Which rows of a log are listed: all of them (`rows` undefined) or these. */
export interface MessageMatches {
  count: number
  rows: readonly number[] | undefined
  /** Not all rows have been looked at yet: ask again in the next frame. */
  behind: boolean
}

// Looked at in one go: a frame's worth of short messages, or a few of the longest.
const mostRows = 20_000
const mostUnits = 4_000_000
const mostMs = 8
// The clock is read once for so many rows.
const clockEvery = 16

/**
 * Finds the rows of a direction that hold a text, in pieces of a frame each. It goes on where it stopped, so that new messages
 * cost only themselves, and starts over when stream, direction or text change.
 */
export function createMessageMatcher() {
  let stream: Stream | undefined
  let sought = ''
  let chosen: MessageWay = 'all'
  let finds: (text: string) => boolean = () => true
  let rows: number[] = []
  let looked = 0

  return function matches(of: Stream, way: MessageWay, text: string): MessageMatches {
    const { messages: log } = of
    if (way === 'all' && text === '') return { count: log.length, rows: undefined, behind: false }
    if (of !== stream || way !== chosen || text !== sought) {
      stream = of
      chosen = way
      sought = text
      finds = text === '' ? () => true : textMatcher(text)
      rows = []
      looked = 0
    }
    const until = Math.min(log.length, looked + mostRows)
    const started = performance.now()
    let units = 0
    for (; looked < until && units < mostUnits; looked++) {
      if (looked % clockEvery === 0 && performance.now() - started > mostMs) break
      units += log.payload[looked]?.length ?? 0
      if (isWay(log, looked, way) && (text === '' || holds(log, looked, finds))) rows.push(looked)
    }
    return { count: rows.length, rows, behind: looked < log.length }
  }
}

function isWay(log: MessageLog, index: number, way: MessageWay): boolean {
  return way === 'all' || (((log.bits[index] ?? 0) & Row.out) !== 0) === (way === 'out')
}

function holds(log: MessageLog, index: number, finds: (text: string) => boolean): boolean {
  const name = log.names.get(index)
  if (name !== undefined && finds(name)) return true
  const payload = log.payload[index]
  return payload !== undefined && ((log.bits[index] ?? 0) & Row.binary) === 0 && finds(payload)
}
