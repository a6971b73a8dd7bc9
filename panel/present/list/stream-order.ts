import type { Analysed } from '../analysed.ts'
import { type ColumnId, streamColumns } from './stream-columns.ts'

/**
 * The order of the rows at the moment of a click on a header: values change afterwards, rows keep their places, new rows
 * come last.
 */
export interface StreamOrder {
  column: ColumnId
  descending: boolean
  places: ReadonlyMap<string, number>
}

/**
 * The order after a click on a header: largest first for numbers, A to Z for words; after a second click the reverse; after
 * a third as captured (undefined).
 */
export function nextOrder(
  current: StreamOrder | undefined,
  id: ColumnId,
  streams: readonly Analysed[],
  pageUrl: string,
): StreamOrder | undefined {
  const column = streamColumns.find((candidate) => candidate.id === id)!
  if (current?.column === id && current.descending !== column.numeric) return undefined
  const descending = current?.column === id ? !current.descending : column.numeric
  const sign = descending ? -1 : 1
  const sorted = streams
    .map((analysed) => ({ id: analysed.analysis.id, key: column.key(analysed, pageUrl) }))
    .sort((a, b) => sign * compare(a.key, b.key))
  return { column: id, descending, places: new Map(sorted.map((row, place) => [row.id, place])) }
}

/** The streams in that order; without an order, as captured. */
export function inOrder(streams: readonly Analysed[], order: StreamOrder | undefined): readonly Analysed[] {
  if (!order) return streams
  const place = ({ analysis }: Analysed) => order.places.get(analysis.id) ?? Number.MAX_SAFE_INTEGER
  return [...streams].sort((a, b) => place(a) - place(b))
}

function compare(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
}
