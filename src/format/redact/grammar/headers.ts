import type { Conceal } from '../leaf.ts'
import { type NameMeaning, nameless } from '../name-meaning.ts'

const cookie: NameMeaning = { ...nameless, rule: 'cookie', isSure: true }
/** Attributes of `Set-Cookie` (RFC 6265, 5.2). */
const attribute = /^\s*(?:path|domain|expires|max-age|samesite|priority|secure|httponly|partitioned)\s*$/i

/** The value of a `Cookie` or `Set-Cookie` header: values are replaced, names and attributes stay. */
export const redactCookies = (value: string, conceal: Conceal): string =>
  value
    .split(';')
    .map((pair) => {
      const at = pair.indexOf('=')
      if (at < 0 || attribute.test(pair.slice(0, at))) return pair
      return pair.slice(0, at + 1) + pair.slice(at + 1).replace(/[^\s",]+/g, (part) => conceal(part, cookie))
    })
    .join(';')

/** Schemes in use (https://www.iana.org/assignments/http-authschemes), and those of some services. */
const schemed =
  /^(\s*(?:basic|bearer|digest|negotiate|ntlm|token|api-?key|aws4-hmac-sha256|dpop|gnap|hoba|mutual|oauth|privatetoken|sharedkey(?:lite)?|scram-sha-\d+|vapid|webpush|bot|hawk|jwt|mac|key|splunk|genie-?key)\s+)?(.*)$/is

/** The value of an authorization header: the scheme stays (RFC 9110, 11.4), and of parameters their names. */
export function redactAuthorization(value: string, meaning: NameMeaning, conceal: Conceal): string {
  const found = schemed.exec(value)!
  const [, scheme = '', rest = ''] = found
  if (!/^[\w-]+\s*=\s*("|[^=,]*,)/.test(rest) || rest === '')
    return scheme + (rest === '' ? '' : conceal(rest, meaning))
  return (
    scheme +
    rest.replace(
      /(=\s*)("[^"]*"?|[^\s,"]+)/g,
      (_all, is, said: string) => is + said.replace(/[^"]+/, (part) => conceal(part, meaning)),
    )
  )
}
