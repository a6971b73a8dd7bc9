/** The implications of a field's, parameter's, header's or element's name for its value. */
export interface NameMeaning {
  /** The value gives access or names a person. */
  sensitive: boolean
  /** A number under this name is a count, a size or a time, and no secret. */
  counts: boolean
  /** An object under this name holds much besides secrets, so the names in it decide. */
  holdsOthers: boolean
}

// Parts of names that leave no doubt at any position; matched without separators and in lower case.
const telling =
  /passw(?:or)?d|passphrase|passcode|secret|token|api_?key|authorization|credential|cookie|csrf|xsrf|jwt|signature|assertion|saml(?:request|response)|relaystate|codeverifier|creditcard|cardnumber|session_?id|sessid|(?:access|private|signing|encryption|shared|auth|session|license|account|master|client|storage|service)key/
// Words that count at any position, but only as whole words: `auth` is not in `author`.
const anywhere = new Set([
  'auth',
  'oauth',
  'authentication',
  'pwd',
  'otp',
  'totp',
  'email',
  'mail',
  'phone',
  'ssn',
  'cvv',
  'cvc',
])
// Words with other common meanings: only at the end of a name, or before a word that adds nothing.
const atTheEnd = new Set(['session', 'sid', 'pin', 'sig', 'pass'])
const addsNothing = new Set(['id', 'code', 'number', 'value', 'key', 'data'])
// `token_type` and `passwordField` describe a secret, they do not hold it.
const about =
  /^(?:type|count|limit|length|size|name|field|label|url|uri|endpoint|policy|strength|enabled|required|format|status|version|index|header|placeholder|duration|timeout|ttl|expiry|expires|expiration)$/
const plural = /(?:token|key|session|cookie|password|credential|secret|signature|assertion|email|phone|code|pin)s$/
const counting = /^(?:max|min|count|total|used|usage|limit|length|size|num|per|remaining|expir\w*|ttl|age|index|in|at)$/
// UTF-16 units; of a longer name only the end is read.
const maxNameLength = 100

// Results are cached: the same few names occur in every message.
const maxRememberedNames = 1000
const remembered = new Map<string, NameMeaning>()

/** The meaning of a name in any style: `sessionId`, `session_id`, `X-Session-Id`. */
export function meaningOf(name: string): NameMeaning {
  const end = name.slice(-maxNameLength)
  let meaning = remembered.get(end)
  if (!meaning) {
    meaning = read(end)
    if (remembered.size >= maxRememberedNames) remembered.clear()
    remembered.set(end, meaning)
  }
  return meaning
}

function read(end: string): NameMeaning {
  const words = end
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean)
  const last = words.at(-1) ?? ''
  const before = words.at(-2) ?? ''
  const sensitive =
    /^x-amz-/i.test(end) ||
    (!about.test(last) &&
      (telling.test(words.join('')) ||
        words.some((word) => anywhere.has(word)) ||
        atTheEnd.has(last) ||
        (addsNothing.has(last) && atTheEnd.has(before)) ||
        /[\w-][_-]key$/i.test(end)))
  return {
    sensitive,
    counts: plural.test(last) || words.some((word) => counting.test(word)),
    holdsOthers: last === 'session',
  }
}

/** Names that mean secrets only in URLs and forms, and only where the value is not a short word. */
export const isParameterSecret = (name: string, value: string) =>
  value.length >= 8 && /^(?:key|code|state|challenge|code_challenge|ticket)$/i.test(name)
