import type { RuleId } from '../../../src/format/redact/rules.ts'
import { seeded } from '../../seeded.ts'

/** Values that must not leave, made anew for each seed. */
export interface Secrets {
  /** A secret that nothing but its name tells. */
  chosen(): string
  /** A value of letters, digits and signs of base64url. */
  random(length: number): string
  hex(length: number): string
  digits(length: number): string
  jwt(): string
  email(): string
  /** Right by Luhn's check. */
  card(): string
  ipv4(): string
  ipv6(): string
  uuid(): string
}

const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const words = ['horse', 'Battery', 'staple', 'correct', 'Müller', 'zebra', 'Quartz', 'näive', 'violet', 'пароль']

/** @param seed the same secrets for the same seed */
export function createSecrets(seed: number): Secrets {
  const random = seeded(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const from = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[below(alphabet.length)]).join('')
  const word = () => words[below(words.length)]!
  const mixed = (length: number): string => {
    const text = from(base64url, length - 4)
    // Every class of characters, and no sign at an end, so that the value is one word.
    return `a${text.replace(/[-_]{2,}/g, 'q')}Z7b`.padEnd(length, 'K').slice(0, length)
  }
  return {
    chosen: () =>
      [`${word()}${below(1000)}`, `${word()} ${word()} ${word()}`, `${from('abcdefghkmnp', 5)}!${below(90) + 10}`][
        below(3)
      ]!,
    random: mixed,
    hex: (length) => `${from('0123456789abcdef', length - 2)}7c`,
    digits: (length) => String(1 + below(9)) + from('0123456789', length - 1),
    jwt: () => `eyJ${from(base64url, 24)}.eyJ${from(base64url, 40)}.${from(base64url, 43)}`,
    email: () => `${from('abcdefghijkl', 6)}.${from('mnopqrst', 5)}@${from('abcdefgh', 7)}.example`,
    card() {
      const start = `4${from('0123456789', 14)}`
      const sum = [...start].reverse().reduce((total, digit, at) => {
        const weighed = Number(digit) * (at % 2 === 0 ? 2 : 1)
        return total + (weighed > 9 ? weighed - 9 : weighed)
      }, 0)
      return start + ((10 - (sum % 10)) % 10)
    },
    ipv4: () => `203.0.${below(200) + 10}.${below(200) + 10}`,
    ipv6: () => `2001:db8:${from('123456789abcdef', 4)}:${from('123456789abcdef', 4)}::${from('123456789abcdef', 3)}`,
    uuid: () =>
      `${from('0123456789abcdef', 8)}-${from('0123456789abcdef', 4)}-4${from('0123456789abcdef', 3)}-a${from('0123456789abcdef', 3)}-${from('0123456789abcdef', 12)}`,
  }
}

/** Names of secrets, by the rule that they mean. */
export const names: readonly [name: string, rule: RuleId][] = [
  ['password', 'password'],
  ['newPassword', 'password'],
  ['passwd', 'password'],
  ['pwd', 'password'],
  ['passphrase', 'password'],
  ['otp', 'password'],
  ['accessToken', 'token'],
  ['refresh_token', 'token'],
  ['id_token', 'token'],
  ['csrf-token', 'token'],
  ['authenticity_token', 'token'],
  ['jwt', 'token'],
  ['apiKey', 'key'],
  ['x-api-key', 'key'],
  ['client_secret', 'key'],
  ['AWSSecretAccessKey', 'key'],
  ['privateKey', 'key'],
  ['secret', 'key'],
  ['sessionId', 'session'],
  ['JSESSIONID', 'session'],
  ['PHPSESSID', 'session'],
  ['signature', 'signature'],
  ['SAMLResponse', 'signature'],
  ['code_verifier', 'signature'],
  ['X-Amz-Signature', 'signature'],
]
