/** The purpose of a query parameter's value, which decides whether the value may tell streams apart. */
export type ParameterClass = 'cache-buster' | 'cursor' | 'session' | 'page' | 'text' | 'stable'

// Names of parameters in realtime libraries and APIs, matched whole and without regard to case.
// Names whose value only serves to be different each time. Under the other names of cache-busters the value may also be a word.
const certainCacheBusterName = /^(_|cb|rnd|rand|zx|nocache|_?cache_?bust(er)?|bust)$/i
// `draw` is the counter of DataTables.
const cacheBusterName =
  /^(_|draw|t|ts|cb|rnd|rand|random|nocache|nonce|zx|_cachebuster|cachebuster|cache_bust|_t|_ts|bust|n|r|v)$/i
const cursorName =
  /^(since|after|after_id|cursor|last_id|lastid|lasteventid|last_event_id|next_batch|tt|tr|aid|seq|ack|ser|rid|ofs|pos|etag|revision|rev|messageid|message_id|index|_hls_msn|_hls_part)$/i
// Cursors that go back, to what is older than the last answer.
const backCursorName = /^(before|before_?id|max_?id|until_?id|older(_?than)?|end(ing)?_?before)$/i
const sessionName =
  /^(sid|session_id|sessionid|connectiontoken|clientid|client_id|gsessionid|jsessionid|token|access_token|connection_id)$/i
const pageName =
  /^(page|page_?(no|num|number|index)|offset|p|start|start_?index|end|from|to|until|\$?skip|first_?result)$/i
const textName = /^(q|query|term|search|keyword|prefix)$/i

/**
 * Whether a parameter names one session of a library. Access tokens and client ids do not: an application may use one for all.
 */
export const namesSession = (name: string) =>
  /^(sid|session_id|sessionid|connectiontoken|gsessionid|connection_id)$/i.test(name)

/** Whether a parameter is the number of a page or an offset; `from` and `to` are not, as they may be times. */
export const namesPage = (name: string) =>
  /^(page|page_?(no|num|number|index)|offset|p|start|start_?index|\$?skip|first_?result)$/i.test(name)

/**
 * Whether a query without names is a time or a random number that keeps the response from the cache, such as `?1790000000123`.
 */
export const isGenerated = (text: string) => isEpoch(text) || isRandom(text)

/** Whether a parameter only serves to be different each time, by its name alone. */
export const namesCacheBuster = (name: string) => cacheBusterName.test(name)

/** Whether a parameter asks for what is older than its value. */
export const namesBackCursor = (name: string) => backCursorName.test(name)

const classes: readonly [RegExp, ParameterClass][] = [
  [backCursorName, 'cursor'],
  [cursorName, 'cursor'],
  [sessionName, 'session'],
  [cacheBusterName, 'cache-buster'],
  [pageName, 'page'],
  [textName, 'text'],
]
// A page uses few names of parameters, again and again.
const classesByName = new Map<string, ParameterClass | undefined>()
/** Most names whose class is kept; beyond it all are matched anew. */
const maxKnownNames = 1024

function classByName(name: string): ParameterClass | undefined {
  if (classesByName.has(name)) return classesByName.get(name)
  const usual = classes.find(([pattern]) => pattern.test(name))?.[1]
  if (classesByName.size >= maxKnownNames) classesByName.clear()
  classesByName.set(name, usual)
  return usual
}

/** The class of a query parameter, by its name and by the form of its value. @param value decoded */
export function parameterClass(name: string, value: string): ParameterClass {
  const usual = classByName(name)
  if (isEpoch(value)) return usual === 'cursor' ? 'cursor' : 'cache-buster'
  if (usual === 'cursor' || usual === 'session') return usual
  if (usual === 'cache-buster' && (certainCacheBusterName.test(name) || /^[\d.]*$|[\d.]{6}/.test(value))) return usual
  if (usual === 'page' && /\d/.test(value)) return usual
  if (usual === 'text') return usual
  return isRandom(value) ? 'session' : 'stable'
}

// Seconds, milliseconds or microseconds since 1970, for the years 2001 to 2100.
const isEpoch = (value: string) =>
  value.length >= 10 && /^[1-3]\d{9}(\.\d+)?$|^[1-3]\d{12}(\.\d+)?$|^[1-3]\d{15}$/.test(value)

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether a value is a generated id: long, of one alphabet, with digits among the letters, or redacted. */
function isRandom(value: string): boolean {
  if (value.startsWith('[redacted:') || value.startsWith('%5Bredacted:')) return true
  if (uuid.test(value)) return true
  if (/^0\.\d{6,}$/.test(value)) return true // Math.random()
  if (/^[0-9a-f]{16,}$/i.test(value)) return /\d/.test(value) && /[a-f]/i.test(value)
  return /^[\w-]{20,}={0,2}$/.test(value) && /\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value)
}

/** Whether a segment of a path is a number, a date or a generated id. */
export function isIdentifier(segment: string): boolean {
  if (/^\d+(\.\w{1,5})?$/.test(segment) || uuid.test(segment) || isRandom(segment)) return true
  if (/^[0-9a-f]{8,}$/i.test(segment)) return /\d/.test(segment) && /[a-f]/i.test(segment)
  // A date, or a ULID.
  return /^\d{4}-\d\d-\d\d(T[\d:.Z+-]+)?$/.test(segment) || /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(segment)
}
