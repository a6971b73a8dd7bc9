import { parseUrl } from './parsed-url.ts'

/**
 * Which exchanges belong together: those with one key are one stream. The key is the request without the parts that change
 * from one request to the next (cache-busters, cursors, sessions, page numbers, typed text).
 */
export interface StreamKey {
  key: string
  /** The URL for people, changing parts as `*`. */
  pattern: string
  /** True when the URL holds a part whose only job is to be different each time. */
  cacheBusted: boolean
  /** The value of the parameter that says what the client already has, if there is one. */
  cursor: string | undefined
}

type ParameterClass = 'cache-buster' | 'cursor' | 'session' | 'page' | 'text' | 'stable'

// Names as seen in the libraries of the field; the lists are matched whole and without regard to case.
const named: Record<Exclude<ParameterClass, 'stable'>, RegExp> = {
  'cache-buster': /^(_|t|ts|cb|rnd|rand|random|nocache|nonce|zx|_cachebuster|cachebuster|cache_bust|_t|_ts|bust)$/i,
  cursor:
    /^(since|after|after_id|cursor|last_id|lastid|lasteventid|last_event_id|next_batch|tt|tr|aid|seq|ack|ser|rid|ofs|pos|etag|revision|rev)$/i,
  session: /^(sid|session_id|sessionid|connectiontoken|clientid|gsessionid|jsessionid|token|access_token)$/i,
  page: /^(page|offset|before|p|start|from|skip)$/i,
  text: /^(q|query|term|search|keyword|prefix)$/i,
}

/**
 * @param url absolute URL as the browser resolved it; anything else is its own key
 * @param body head of the request body, if it was text
 */
export function streamKey(method: string, url: string, body?: string): StreamKey {
  const parsed = parseUrl(url)
  if (!parsed) return { key: `${method} ${url}`, pattern: url, cacheBusted: false, cursor: undefined }
  const path = parsed.pathname.split('/').map(pathPart).join('/')
  const parameters: string[] = []
  const shown: string[] = []
  let cacheBusted = false
  let cursor: string | undefined
  for (const [name, value] of new URLSearchParams(parsed.search)) {
    const kind = parameterClass(name, value)
    if (kind === 'cache-buster') cacheBusted = true
    if (kind === 'cursor') cursor = value
    const text = `${name}=${kind === 'stable' ? value : '*'}`
    // What is there one time and not the next (a session not yet begun, a cache-buster on a retry) must not split a stream.
    if (kind !== 'session' && kind !== 'cache-buster') parameters.push(text)
    shown.push(text)
  }
  parameters.sort()
  const { origin } = parsed
  const pattern = origin + path + (shown.length > 0 ? `?${shown.join('&')}` : '')
  const operation = body === undefined ? '' : ` ${bodyKey(body)}`
  return {
    key: `${method} ${origin}${path}?${parameters.join('&')}${operation}`,
    pattern,
    cacheBusted,
    cursor,
  }
}

function parameterClass(name: string, value: string): ParameterClass {
  for (const kind of ['cache-buster', 'cursor', 'session', 'page', 'text'] as const)
    if (named[kind].test(name)) return kind
  if (isEpoch(value)) return 'cache-buster'
  return isRandom(value) ? 'session' : 'stable'
}

// Seconds, milliseconds or microseconds since 1970 for the years 2001 to 2100.
const isEpoch = (value: string) => /^[1-3]\d{9}$|^[1-3]\d{12}(\.\d+)?$|^[1-3]\d{15}$/.test(value)

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Long, of one alphabet, with digits among the letters: an id somebody generated, not a word somebody chose. */
function isRandom(value: string): boolean {
  if (value.startsWith('[redacted:') || value.startsWith('%5Bredacted:')) return true
  if (uuid.test(value)) return true
  if (/^[0-9a-f]{16,}$/i.test(value)) return /\d/.test(value) && /[a-f]/i.test(value)
  return /^[\w-]{20,}={0,2}$/.test(value) && /\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value)
}

function pathPart(part: string): string {
  const text = part.replace(/;.*$/, '') // matrix parameters such as ;jsessionid=
  if (/^\d+$/.test(text) || uuid.test(text) || isRandom(text)) return '*'
  if (/^[0-9a-f]{8,}$/i.test(text) && /\d/.test(text) && /[a-f]/i.test(text)) return '*'
  if (/^\d{4}-\d\d-\d\d(T[\d:.Z+-]+)?$/.test(text) || /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text)) return '*' // date; ULID
  return text
}

/** One URL may serve several operations: what tells them apart is in the body. */
function bodyKey(body: string): string {
  const text = body.trimStart()
  if (!/^[[{]/.test(text)) return ''
  const word = (name: string) => new RegExp(`"${name}"\\s*:\\s*"([^"]{1,100})"`).exec(text)?.[1]
  const operation = word('operationName') ?? word('sha256Hash')
  if (operation) return `operation:${operation}`
  const method = /"(jsonrpc|method)"/.test(text) ? allOf(text, 'method') : ''
  if (method) return `method:${method}`
  const channel = word('channel')
  if (channel) return `channel:${channel}`
  return graphqlKey(text)
}

// A GraphQL document names its operation, or its first field, near its beginning.
const documentHead = 600

/** The operation of a GraphQL document without `operationName`. By searching, not by one pattern: bodies are hostile input. */
function graphqlKey(text: string): string {
  const field = /"query"\s{0,9}:\s{0,9}"/.exec(text)
  if (!field) return ''
  const document = text.slice(field.index + field[0].length, field.index + field[0].length + documentHead)
  const named = /^\s{0,99}(?:query|mutation|subscription)\s{1,9}(\w{1,99})/.exec(document)
  const brace = document.indexOf('{')
  const first = brace < 0 ? undefined : /^\{(?:\s|\\[nrt]){0,99}(\w{1,99})/.exec(document.slice(brace))
  const name = named?.[1] ?? first?.[1]
  return name ? `query:${name}` : ''
}

const allOf = (text: string, name: string) =>
  [...text.matchAll(new RegExp(`"${name}"\\s*:\\s*"([^"]{1,100})"`, 'g'))]
    .map((match) => match[1])
    .sort()
    .join(',')
