import type { RuleId } from './rules.ts'

/** The implications of a field's, parameter's, header's or element's name for its value. */
export interface NameMeaning {
  /** The rule by which the value is replaced; undefined where the name does not say that it is a secret. */
  rule: RuleId | undefined
  /** Whatever the value is, it is a secret. Where the name is also used for other things, only a value that a program made is one. */
  isSure: boolean
  /** Where it is not sure, every value but a plain word is a secret, whether a program made it or not. */
  isLikely: boolean
  /** Values of this name are known to be no secrets, random as they may be: hashes, ids, contents. */
  isHarmless: boolean
  /** A number under this name is a count, a size or a time, and no secret. */
  counts: boolean
  /** Numbers with dots under this name are a version and no address. */
  isVersion: boolean
  /** An object under this name holds much besides secrets, so the names in it decide. */
  holdsOthers: boolean
}

/** The meaning of no name. */
export const nameless: NameMeaning = {
  rule: undefined,
  isSure: false,
  isLikely: false,
  isHarmless: false,
  counts: false,
  isVersion: false,
  holdsOthers: false,
}

/** Words that count at any position of a name, by the rule that they mean. */
const anywhere: Readonly<Partial<Record<RuleId, RegExp>>> = {
  password: /^(?:pass(?:word|wd|phrase|code)s?|pwd|otp|totp)$/,
  token: /^(?:(?:[a-z]*)tokens?|csrf|xsrf|csrfmiddlewaretoken|[a-z]*jwt|credentials?)$/,
  cookie: /^cookies?$/,
  key: /^(?:[a-z]*secrets?|apikeys?)$/,
  session: /^(?:[a-z]*sessionid|[a-z]*sessid|aspsessionid[a-z]*)$/,
  signature: /^(?:signatures?|assertions?|samlrequest|samlresponse|relaystate)$/,
  phone: /^(?:phonenumbers?|msisdn|ssn)$/,
  card: /^(?:cvv|cvc|cvv2|creditcard|cardnumber|iban)$/,
}

/** Words that mean a secret with the word before them, or run together with it. */
const together: readonly [RegExp, RuleId][] = [
  [/(?:^|_)(?:pass_?word|pass_?phrase|pass_?code)(?:_|$)/, 'password'],
  [/(?:^|_)[a-z\d]*password\d*$/, 'password'],
  [
    /(?:^|_)(?:(?:user|root|db|admin|my|wifi)?_?(?:pw|psk)|passwort|kennwort|contrasena|senha|motdepasse|security_?answer)\d*$/,
    'password',
  ],
  [/(?:^|_)(?:user|device|unlock|reset|login)_?code$/, 'password'],
  [/(?:^|_)priv_?key$/, 'key'],
  [/(?:^|_)(?:passport|tax_?id|national_?id)(?:_?(?:number|no))?$/, 'phone'],
  [/(?:^|_)signed_?request$/, 'signature'],
  [/(?:^|_)(?:user|login|new|old|current|repeat|confirm)pass$/, 'password'],
  [
    /(?:^|_)(?:x_?)?(?:api|access|private|signing|encryption|decryption|shared|auth|secret|session|licen[cs]e|account|master|client|storage|service|subscription|consumer|deploy|webhook|host|function|functions|server|integration|write|admin|ssh|pgp|wallet|aws|app|application|user|rsa|dsa|hmac|crypto|stripe|sas|bot)_?keys?(?:_id|_value|_data)?$/,
    'key',
  ],
  [/^private_?key/, 'key'],
  [/(?:^|_)(?:secret|token)_?(?:key|value|code|string|hash)$/, 'key'],
  [/(?:^|_)(?:client|app|consumer|shared|bot|webhook|signing|user)_?secret/, 'key'],
  [/(?:^|_)(?:session|sess|s)_?(?:id|key|token|hash)$/, 'session'],
  [/(?:^|_)(?:credit_?card|card_?number|card_?no|pan)(?:_number|_no)?$/, 'card'],
  [
    /(?:^|_)(?:saml_?(?:request|response|art)|relay_?state|code_?verifier|code_?challenge|client_?assertion)$/,
    'signature',
  ],
  [/(?:^|_)(?:phones?|mobile|telephone|tel|fax)(?:_?(?:numbers?|no))?$/, 'phone'],
  [/(?:^|_)(?:social_?security)(?:_?(?:number|no))?$/, 'phone'],
  [
    /(?:^|_)(?:one_?time_?(?:code|password)|verification_?code|security_?code|mfa_?code|two_?factor_?code|sms_?code|auth_?code|pin_?code|backup_?codes?|recovery_?codes?)$/,
    'password',
  ],
  [
    /(?:^|_)(?:o?auth|authentication|authorization|authenticity)(?:_(?:data|value|string|header|info|code|hash))?$|^x_auth_/,
    'token',
  ],
  [/(?:^|_)e?_?mails?(?:_?addr(?:ess(?:es)?)?)?(?:_\d)?$/, 'email'],
  [/(?:^|_)(?:mnemonic|seed_?phrase|recovery_?phrase|secret_?phrase)$/, 'password'],
  [/(?:^|_)(?:ice_?)?(?:ufrag|ice_?pwd|dtls_?fingerprint|username_?fragment)$/, 'webrtc'],
  [/(?:^|_)(?:media_?)?device_?id$|^device_?label$/, 'webrtc'],
  [/^x_amz_(?:security_token|signature|credential)$/, 'signature'],
  [/^x_goog_(?:signature|credential)$|^x_goog_.*token$/, 'signature'],
  [/^x_client_data$/, 'token'],
  [/(?:^|_)(?:bearer|connection_?string)$/, 'token'],
]

/** Of the next words those whose values are secrets unless they are plain words. */
const likely = /^(?:pin|pass|passkey|session|sid|gsessionid|sess|sig)$/

/** Words that mean a secret only at the end of a name (but for words that add nothing), and only where a program made the value. */
const perhaps: Readonly<Partial<Record<RuleId, RegExp>>> = {
  password: /^(?:pin|pass|passkey)$/,
  session: /^(?:session|sid|gsessionid|sess)$/,
  signature: /^(?:sig|sign|code|state|challenge|ticket|hmac|credential|sv|client_?id|verifier)$/,
  key: /^(?:keys?|creds?|hapikey|seed|mnemonic)$/,
}
const addsNothing = /^(?:id|code|number|value|data|string|no)$/

// `token_type` and `passwordField` describe a secret, they do not hold it.
const about =
  /^(?:type|types|count|limit|length|size|name|names|field|label|url|uri|endpoint|policy|strength|enabled|disabled|required|format|status|version|header|headers|placeholder|duration|timeout|ttl|expiry|expires|expiration|expired|expire|in|at|valid|verified|verification|algorithm|alg|method|methods|scheme|provider|settings|consent|domain|symbol|decimals?|passed|failed|supported|algs?|address|supply|price|metadata|standard|country|login|template|subject|body|hint|help|error|errors|message|present|set|changed|change|updated|created|usage|used|index|position|page|path|prefix|store|storage|level|mode|kind|options|config|rotation|scope|scopes|issuer|audience|min|max|minimum|maximum|is|has|can|show|reset|forgot)$/
const aboutFirst =
  /^(?:is|has|can|should|needs|requires|show|hide|min|max|num|total|count|enable|disable|use|uses|supports|allow|next|prev|previous|page|method|time|function|sync|continuation|resume|change|start|end|prompt|completion|cached|input|output|reasoning|stop|eos|bos|pad|unk|mask|special|public|cancel|cancellation)$/
const plural = /(?:token|key|session|cookie|password|credential|secret|signature|assertion|email|phone|code|pin)s$/
const counting =
  /^(?:max|min|count|total|used|usage|limit|length|size|num|per|remaining|expir\w*|ttl|age|index|in|at|prompt|completion|cached|input|output)$/

/** Last words of names whose values are no secrets, though some are random. */
const harmless =
  /^(?:ids?|uids?|orders?|numbers?|no|tracking|reference|invoice|transaction|serial|sku|ean|upc|isbn|ulids?|uuids?|guids?|oid|hash|hashes|sha|sha\d+|md5|crc|crc32|digest|checksum|integrity|etag|commit|rev|revision|version|ver|build|tag|tags|cursor|slug|paths?|files?|filename|urls?|uri|href|src|srcset|links?|images?|img|icon|avatar|photo|picture|thumb|thumbnail|thumbhash|blurhash|color|text|content|contents|message|messages|msg|title|name|description|label|html|css|svg|body|data|delta|audio|video|chunk|payload|buffer|blob|bytes|base64|query|sql|source|model|fingerprint|trace|traceparent|span|request|correlation|next|prev|after|before|since|continuation|offset|seq|sequence|timestamp|ts|time|date|class|style|d|points|type|kind|event|address|tx|txid|block|cid|mime|locale|lang|sdp|candidate|public|publickey|p256dh|chain|nameid|ref|sha256|sha512|module|component|selector|method|topic|channel|room|nonce|arguments|input|output|prompt|completion|response|result|results|value|values)$/
const harmlessTogether =
  /(?:^|_)(?:public|sort|primary|foreign|partition|cache|row|index|group|object|routing|translation|locale|message|react|composite|unique|range|idempotency|dedupe|dedup|surrogate|i18n|shard)_?keys?$|(?:^|_)(?:next|prev|previous|page|next_?page|sync|continuation|resume|change|start|end|cancel|cancellation|sequence)_?tokens?$/

// UTF-16 units; of a longer name only the end is read.
const maxNameLength = 100

// Results are cached: the same few names occur in every message.
const maxRememberedNames = 1000
const remembered = new Map<string, NameMeaning>()

/** The meaning of a name in any style: `sessionId`, `session_id`, `X-Session-Id`, `user[password]`. */
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
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean)
  const last = words.at(-1) ?? ''
  const counts = plural.test(last) || words.some((word) => counting.test(word))
  const base = {
    ...nameless,
    counts,
    isVersion: /^(?:v|ver|\w*version|build|release|firmware|rev|revision|sdk|driver|agent)$/.test(last),
    holdsOthers:
      words.length === 1 && /^(?:session|auth|oauth|authentication|authorization|state|key|code)$/.test(last),
  }
  const whole = words.join('_')
  if (
    harmlessTogether.test(whole) ||
    (words.length > 1 && !/mail/.test(whole) && (about.test(last) || aboutFirst.test(words[0]!)))
  )
    return { ...base, isHarmless: true }
  const sure = surely(words, whole)
  if (sure) return { ...base, rule: sure, isSure: true }
  const maybe = perhapsOf(words, whole)
  if (maybe) return { ...base, rule: maybe, isLikely: words.some((word) => likely.test(word)) }
  // Any header of a page's own whose name speaks of these may hold one.
  if (/^(?:x|cf)_.*(?:token|secret|key|session|auth|passw)/.test(whole))
    return { ...base, rule: 'token', isLikely: true }
  return { ...base, isHarmless: harmless.test(last) }
}

function surely(words: readonly string[], whole: string): RuleId | undefined {
  for (const [pattern, rule] of together) if (pattern.test(whole)) return rule
  for (const [rule, pattern] of Object.entries(anywhere))
    if (words.some((word) => pattern.test(word))) return rule as RuleId
  return undefined
}

function perhapsOf(words: readonly string[], whole: string): RuleId | undefined {
  const last = words.at(-1) ?? ''
  const before = words.at(-2) ?? ''
  for (const [rule, pattern] of Object.entries(perhaps))
    if (pattern.test(last) || pattern.test(whole) || (addsNothing.test(last) && pattern.test(before)))
      return rule as RuleId
  return undefined
}
