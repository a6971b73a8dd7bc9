/** What the value of a query parameter is for. */
export type ParameterClass = 'cache-buster' | 'cursor' | 'session' | 'page' | 'text' | 'stable'

// Names as seen in the libraries of the field, matched whole and without regard to case.
// By these names alone a value is there to be different; by the others it may as well be a word that somebody chose.
const certainCacheBusterName = /^(_|cb|rnd|rand|zx|nocache|_?cache_?bust(er)?|bust)$/i
const cacheBusterName =
  /^(_|t|ts|cb|rnd|rand|random|nocache|nonce|zx|_cachebuster|cachebuster|cache_bust|_t|_ts|bust|n|r|v)$/i
const cursorName =
  /^(since|after|after_id|cursor|last_id|lastid|lasteventid|last_event_id|next_batch|tt|tr|aid|seq|ack|ser|rid|ofs|pos|etag|revision|rev|messageid|message_id|index|_hls_msn|_hls_part)$/i
const sessionName =
  /^(sid|session_id|sessionid|connectiontoken|clientid|client_id|gsessionid|jsessionid|token|access_token|connection_id)$/i
const pageName = /^(page|offset|before|p|start|end|from|to|until|skip)$/i
const textName = /^(q|query|term|search|keyword|prefix)$/i

/** Whether requests with one value of this parameter serve one connection; a key to all of an API, or the name of an application, does not say so. */
export const namesSession = (name: string) =>
  /^(sid|session_id|sessionid|connectiontoken|gsessionid|connection_id)$/i.test(name)

/** Whether it numbers the pages of something longer: `from` and `to` may as well be times. */
export const namesPage = (name: string) => /^(page|offset|p|start|skip)$/i.test(name)

/** True for a query that is nothing but a time or a random number, such as `?1790000000123`. */
export const isGenerated = (text: string) => isEpoch(text) || isRandom(text)

const classes: readonly [RegExp, ParameterClass][] = [
  [cursorName, 'cursor'],
  [sessionName, 'session'],
  [cacheBusterName, 'cache-buster'],
  [pageName, 'page'],
  [textName, 'text'],
]
// An API has few names of parameters, and asks with them again and again.
const classesByName = new Map<string, ParameterClass | undefined>()
const maxKnownNames = 1024

function classByName(name: string): ParameterClass | undefined {
  if (classesByName.has(name)) return classesByName.get(name)
  const usual = classes.find(([pattern]) => pattern.test(name))?.[1]
  if (classesByName.size >= maxKnownNames) classesByName.clear()
  classesByName.set(name, usual)
  return usual
}

export function parameterClass(name: string, value: string): ParameterClass {
  const usual = classByName(name)
  if (isEpoch(value)) return usual === 'cursor' ? 'cursor' : 'cache-buster'
  if (usual === 'cursor' || usual === 'session') return usual
  if (usual === 'cache-buster' && (certainCacheBusterName.test(name) || /^[\d.]*$|[\d.]{6}/.test(value))) return usual
  if (usual === 'page' && /\d/.test(value)) return usual
  if (usual === 'text') return usual
  return isRandom(value) ? 'session' : 'stable'
}

// Seconds, milliseconds or microseconds since 1970 for the years 2001 to 2100.
const isEpoch = (value: string) => /^[1-3]\d{9}(\.\d+)?$|^[1-3]\d{12}(\.\d+)?$|^[1-3]\d{15}$/.test(value)

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Long, of one alphabet, with digits among the letters: an id somebody generated, not a word somebody chose. */
export function isRandom(value: string): boolean {
  if (value.startsWith('[redacted:') || value.startsWith('%5Bredacted:')) return true
  if (uuid.test(value)) return true
  if (/^0\.\d{6,}$/.test(value)) return true // Math.random()
  if (/^[0-9a-f]{16,}$/i.test(value)) return /\d/.test(value) && /[a-f]/i.test(value)
  return /^[\w-]{20,}={0,2}$/.test(value) && /\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value)
}

/** A segment of a path that somebody or something has numbered or generated. */
export function isIdentifier(segment: string): boolean {
  if (/^\d+(\.\w{1,5})?$/.test(segment) || uuid.test(segment) || isRandom(segment)) return true
  if (/^[0-9a-f]{8,}$/i.test(segment)) return /\d/.test(segment) && /[a-f]/i.test(segment)
  // A date; a ULID.
  return /^\d{4}-\d\d-\d\d(T[\d:.Z+-]+)?$/.test(segment) || /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(segment)
}
