// Longer answers say something.
const maxEmptyAnswerLength = 512
const blankOrNull = /^\s*(null\s*)?$/
// Plain values beside an empty list that say where one is, when, or that all is well, and are no news by themselves.
const bookkeepingName =
  /^(jsonrpc|id|ok|success|status_?code|code|error|err|message|msg|count|total|size|length|limit|has_?more|more|done|offset|pos(ition)?|version|rev(ision)?|etag|ack|interval|wait|ttl|t|ts|time|now|date|(next|prev|last|since|after|before|cursor|seq|poll|retry|server|time|request|trace)\w*|\w*(cursor|token|_?at|stamp))$/i

/**
 * Whether an answer says 'nothing new': blank, `null`, an empty list or object, or an object whose only contents are empty ones
 * beside plain values, such as `{"updates":[],"cursor":41}`.
 * @returns undefined where it says something; else what it says beside, cursors and clocks left out. Where that is not what the
 *   last one said, it is news after all
 */
export function emptyAnswer(text: string): string | undefined {
  if (text.length > maxEmptyAnswerLength || !(holdsEmpty(text) || blankOrNull.test(text))) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return text.trim() === '' ? '' : undefined
  }
  if (value === null || isEmptyContainer(value)) return ''
  if (typeof value !== 'object' || Array.isArray(value)) return undefined
  const fields = Object.entries(value)
  if (!fields.some(([, field]) => isEmptyContainer(field))) return undefined
  if (!fields.every(([, field]) => isPlain(field) || isEmptyContainer(field))) return undefined
  return JSON.stringify(fields.filter(([name, field]) => isPlain(field) && !isBookkeeping(name, field)))
}

/** Whether an empty list or object stands in it: most answers are news, and need not be parsed to know. */
function holdsEmpty(text: string): boolean {
  let opened = false
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (opened && (unit === 0x5d || unit === 0x7d)) return true // ] }
    if (unit === 0x5b || unit === 0x7b)
      opened = true // [ {
    else if (unit > 0x20) opened = false
  }
  return false
}

/** A status in words may be what is asked for; in numbers it is that of the answer, as Phoenix has it. */
const isBookkeeping = (name: string, value: unknown) =>
  bookkeepingName.test(name) || (name === 'status' && typeof value === 'number')

const isPlain = (value: unknown) => typeof value !== 'object' || value === null

const isEmptyContainer = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0
