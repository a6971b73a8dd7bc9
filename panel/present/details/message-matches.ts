import type { MessageRows, StreamFacts } from '../../../src/core/analysis/stream-facts.ts'
import { Row } from '../../../src/core/stream/parts/message-log.ts'
import { textMatcher } from '../list/text-matcher.ts'

export type MessageWay = 'all' | 'in' | 'out'

/** The listed rows of a log: all of them (`rows` undefined) or those with these indices. */
export interface MessageMatches {
  count: number
  rows: readonly number[] | undefined
  /** Some rows have not been searched yet: call again in the next frame. */
  behind: boolean
}

// Limits of a single call: a frame's worth of short messages, or a few of the longest.
const maxRows = 20_000
const maxUnits = 4_000_000
const maxMs = 8
// Rows between two readings of the clock.
const clockEvery = 16

/**
 * Finds the rows of a direction that contain a text, a frame's worth in each call. A call continues where the last one
 * stopped, so that new messages cost no repeated search; a change of stream, direction or text starts over.
 */
export function createMessageMatcher() {
  let stream: StreamFacts | undefined
  let searchText = ''
  let chosen: MessageWay = 'all'
  let finds: (text: string) => boolean = () => true
  let rows: number[] = []
  let searched = 0

  return function matches(of: StreamFacts, way: MessageWay, text: string): MessageMatches {
    const { messages: log } = of
    if (way === 'all' && text === '') return { count: log.length, rows: undefined, behind: false }
    if (of !== stream || way !== chosen || text !== searchText) {
      stream = of
      chosen = way
      searchText = text
      finds = text === '' ? () => true : textMatcher(text)
      rows = []
      searched = 0
    }
    const until = Math.min(log.length, searched + maxRows)
    const started = performance.now()
    let units = 0
    for (; searched < until && units < maxUnits; searched++) {
      if (searched % clockEvery === 0 && performance.now() - started > maxMs) break
      units += log.payload[searched]?.length ?? 0
      if (isWay(log, searched, way) && (text === '' || holds(log, searched, finds))) rows.push(searched)
    }
    return { count: rows.length, rows, behind: searched < log.length }
  }
}

function isWay(log: MessageRows, index: number, way: MessageWay): boolean {
  return way === 'all' || (((log.bits[index] ?? 0) & Row.out) !== 0) === (way === 'out')
}

function holds(log: MessageRows, index: number, finds: (text: string) => boolean): boolean {
  const name = log.names.get(index)
  if (name !== undefined && finds(name)) return true
  const payload = log.payload[index]
  return payload !== undefined && ((log.bits[index] ?? 0) & Row.binary) === 0 && finds(payload)
}
