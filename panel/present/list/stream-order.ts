import type { Analysed } from '../analysed-streams.ts'
import { type ColumnId, streamColumns } from './stream-columns.ts'

/** An order that was asked for once: values go on changing, rows keep their places, new ones come at the end. */
export interface StreamOrder {
  column: ColumnId
  descending: boolean
  places: ReadonlyMap<string, number>
}

/** What a click on a header asks for: largest first for numbers, A to Z for words; then the other way; then as captured. */
export function nextOrder(
  current: StreamOrder | undefined,
  id: ColumnId,
  streams: readonly Analysed[],
  pageUrl: string,
): StreamOrder | undefined {
  const column = streamColumns.find((one) => one.id === id)!
  if (current?.column === id && current.descending !== column.numeric) return undefined
  const descending = current?.column === id ? !current.descending : column.numeric
  const sign = descending ? -1 : 1
  const sorted = streams
    .map((one) => ({ id: one.stream.id, key: column.key(one, pageUrl) }))
    .sort((a, b) => sign * compare(a.key, b.key))
  return { column: id, descending, places: new Map(sorted.map((one, place) => [one.id, place])) }
}

/** Streams in that order; without one, as they appeared. */
export function inOrder(streams: readonly Analysed[], order: StreamOrder | undefined): readonly Analysed[] {
  if (!order) return streams
  const place = ({ stream }: Analysed) => order.places.get(stream.id) ?? Number.MAX_SAFE_INTEGER
  return [...streams].sort((a, b) => place(a) - place(b))
}

function compare(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
}
