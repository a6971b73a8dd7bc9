/** A reason for which a value is replaced; each can be switched off by itself. */
export interface RedactionRule {
  id: RuleId
  /** What the rule replaces, for people. */
  label: string
  /** A person chose the value, so that its replacement must not even tell which characters are letters. */
  isChosen?: true
}

/** The name of a rule, as in a report. */
export type RuleId =
  | 'password'
  | 'token'
  | 'cookie'
  | 'key'
  | 'session'
  | 'signature'
  | 'known'
  | 'jwt'
  | 'pem'
  | 'random'
  | 'path'
  | 'userinfo'
  | 'email'
  | 'phone'
  | 'card'
  | 'address'
  | 'webrtc'

/** All rules, in the order in which they are shown. */
export const redactionRules: readonly RedactionRule[] = [
  { id: 'password', label: 'passwords, PINs and one-time codes, by their names', isChosen: true },
  { id: 'token', label: 'tokens and authorization headers, by their names' },
  { id: 'cookie', label: 'cookies' },
  { id: 'key', label: 'keys and secrets, by their names' },
  { id: 'session', label: 'ids of sessions, by their names' },
  { id: 'signature', label: 'signatures, and the parameters of OAuth and SAML' },
  { id: 'known', label: 'keys and tokens whose form names their issuer, such as ghp_…' },
  { id: 'jwt', label: 'JSON Web Tokens' },
  { id: 'pem', label: 'private keys and certificates (PEM)' },
  { id: 'random', label: 'long random values under names that say nothing' },
  { id: 'path', label: 'random parts of paths, as in the addresses of webhooks' },
  { id: 'userinfo', label: 'user names and passwords in URLs', isChosen: true },
  { id: 'email', label: 'e-mail addresses' },
  { id: 'phone', label: 'phone and social security numbers, by their names' },
  { id: 'card', label: 'card numbers and their codes' },
  { id: 'address', label: 'IP addresses' },
  { id: 'webrtc', label: 'keys, fingerprints and device ids of WebRTC' },
]

/** Whether a person chose the values of a rule. */
export const isChosenByPerson = (rule: RuleId): boolean =>
  redactionRules.some(({ id, isChosen }) => id === rule && isChosen)
