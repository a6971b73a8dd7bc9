/** UTF-16 units of an answer without news; longer answers are taken to hold some. */
const maxEmptyAnswerLength = 512
const blankOrNull = /^\s*(null\s*)?$/
// Names of plain values beside an empty list that are no news by themselves: cursors, clocks, counts and the status of the call.
const bookkeepingName =
  /^(jsonrpc|id|ok|success|status_?code|code|error|err|message|msg|count|total|size|length|limit|has_?\w*|__typename|more|done|offset|pos(ition)?|version|rev(ision)?|etag|ack|interval|wait|ttl|t|ts|time|now|date|(next|prev|last|since|after|before|cursor|seq|poll|retry|server|time|request|trace)\w*|\w*(cursor|token|_?at|stamp))$/i

/**
 * Recognises an answer without news: blank, `null`, an empty list or object, or an object of empty lists or objects and plain
 * values, such as `{"updates":[],"cursor":41}`.
 * @returns undefined for any other answer; else the plain values of the answer as text, without bookkeeping such as cursors and
 *   clocks. Where they differ from those of the last empty answer, the answer is news after all
 */
export function emptyAnswer(text: string): string | undefined {
  if (text.length > maxEmptyAnswerLength || !(emptyContainer.test(text) || blankOrNull.test(text))) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return text.trim() === '' ? '' : undefined
  }
  if (value === null || isEmptyContainer(value)) return ''
  if (typeof value !== 'object' || Array.isArray(value)) return undefined
  const found = { rest: [] as [string, unknown][], empties: 0 }
  return holdsNoNews(value, found, 0) && found.empties > 0 ? JSON.stringify(found.rest) : undefined
}

/** Objects within an answer that are looked into: GraphQL has its fields in `data`, and lists in connections below them. */
const maxDepth = 4

/**
 * Whether an object holds nothing but empty lists and objects, and plain values. Objects within it hold no plain values but bookkeeping: a
 * person with an empty list of friends is news.
 * @param found gets the plain values that are no bookkeeping, and how many empty lists and objects there are
 */
function holdsNoNews(value: object, found: { rest: [string, unknown][]; empties: number }, depth: number): boolean {
  for (const [name, field] of Object.entries(value)) {
    if (isEmptyContainer(field)) found.empties++
    else if (!isPlain(field)) {
      if (depth >= maxDepth || Array.isArray(field) || !holdsNoNews(field as object, found, depth + 1)) return false
    } else if (!isBookkeeping(name, field)) {
      if (depth > 0) return false
      found.rest.push([name, field])
    }
  }
  return true
}

/** An empty list or object: most answers hold none, and so need not be parsed. */
const emptyContainer = /[[{][\0- ]*[\]}]/

/** A `status` in words may be the state that the page polls for; a numeric one is the status of the answer, as in Phoenix. */
const isBookkeeping = (name: string, value: unknown) =>
  bookkeepingName.test(name) || (name === 'status' && typeof value === 'number')

const isPlain = (value: unknown) => typeof value !== 'object' || value === null

const isEmptyContainer = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0
