/** A list of JSON values that grows, kept as few long texts: millions of short ones would take twice the memory. */
export interface JsonList {
  count: number
  /** UTF-16 units of all. */
  size: number
  /** Joined values. */
  texts: string[]
  /** The last values, not joined yet. */
  last: string[]
}

/** Values that are joined at once. */
const atOnce = 512

/** An empty list. */
export const createJsonList = (): JsonList => ({ count: 0, size: 0, texts: [], last: [] })

/** Adds a value at the end. */
export function addJson(list: JsonList, json: string): void {
  list.count++
  list.size += json.length
  if (list.last.push(json) < atOnce) return
  list.texts.push(list.last.join(',\n'))
  list.last = []
}

/** The list with its brackets, in pieces. */
export function* listText({ texts, last }: JsonList): Generator<string> {
  yield '['
  for (const [index, text] of texts.entries()) yield index > 0 ? `,\n${text}` : text
  if (last.length > 0) yield `${texts.length > 0 ? ',\n' : ''}${last.join(',\n')}`
  yield ']'
}
