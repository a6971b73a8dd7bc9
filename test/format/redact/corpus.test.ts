import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { knownTokens } from '../../../src/format/redact/known-tokens.ts'
import { createRedactor } from '../../../src/format/redact/redact.ts'
import { type RuleId, redactionRules } from '../../../src/format/redact/rules.ts'
import { namedPlaces, namelessPlaces, ownPlaces } from './places.ts'
import { createSecrets, names } from './secrets.ts'

/** Letters and digits of a secret that tell enough: if that many in a row are there, it has leaked. */
const telling = 8

/** All that a reader of these events could find: their text, what octets say in any reading, and what encodings mean. */
function readable(events: readonly CaptureEvent[]): string {
  const texts = events.flatMap((event) => Object.values(event).map((value) => String(value)))
  const joined = [...texts, events.map((event) => ('text' in event ? event.text : '')).join('')]
  const octets = events.flatMap((event) =>
    'data' in event && event.data !== undefined ? [Buffer.from(event.data, 'base64')] : [],
  )
  const read = octets.flatMap((one) => [one.toString('utf8'), one.toString('latin1'), one.toString('utf16le')])
  const coded = [...joined, ...read].flatMap((text) =>
    (text.match(/[\w+/-]{12,}={0,2}/g) ?? []).map((word) => Buffer.from(word, 'base64').toString('utf8')),
  )
  return [...joined, ...read, ...coded].flatMap((text) => [text, meant(text), meant(meant(text))]).join('\n')
}

/** A text without the escapes of JSON, percent-encoding and entities. */
const meant = (text: string) =>
  text
    .replace(/\\+u([\da-f]{4})/gi, (_all, code) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/(?:%[\da-f]{2})+/gi, (run) => {
      try {
        return decodeURIComponent(run)
      } catch {
        return run
      }
    })
    .replaceAll('+', ' ')
    .replaceAll('&amp;', '&')

/** The longest part of a secret that can be read in the events. */
function leaked(events: readonly CaptureEvent[], secret: string): string {
  const text = readable(events)
  for (let length = secret.length; length >= Math.min(telling, secret.length); length--)
    for (let from = 0; from + length <= secret.length; from++) {
      const part = secret.slice(from, from + length)
      const symbols = part.match(/[\p{L}\p{N}]/gu)?.length ?? 0
      if (symbols >= Math.min(telling, secret.length / 2) && text.includes(part)) return part
    }
  return ''
}

const redacted = (events: readonly CaptureEvent[], keepRules: RuleId[] = []) => {
  const redactor = createRedactor({ keepRules })
  return events.flatMap((event) => redactor.redact(event))
}

const seeds = [1, 2, 3]

/** Secrets that nothing but a name tells, and some that also their form does. */
function secretsFor(seed: number): string[] {
  const secrets = createSecrets(seed)
  return [secrets.chosen(), secrets.random(24), secrets.hex(32), secrets.digits(9), secrets.uuid()]
}

test.each(namedPlaces)('%s keeps no secret that its name tells', (_place, plant) => {
  for (const seed of seeds)
    for (const [name] of names)
      for (const secret of secretsFor(seed)) {
        const events = plant(secret, name)
        expect(leaked(redacted(events), secret), `seed ${seed}: ${name}, ${JSON.stringify(events)}`).toBe('')
      }
})

test.each(namelessPlaces)('%s keeps no secret that its form tells', (_place, plant) => {
  for (const seed of seeds) {
    const { jwt, email, ipv4, ipv6 } = createSecrets(seed)
    for (const secret of [
      jwt(),
      `ghp_${createSecrets(seed).random(36).replaceAll('-', 'x')}`,
      email(),
      ipv4(),
      ipv6(),
    ]) {
      if (_place === 'a sub-protocol' && !/^(?:eyJ|ghp)/.test(secret)) continue
      const events = plant(secret, '')
      expect(leaked(redacted(events), secret), `seed ${seed}: ${JSON.stringify(events)}`).toBe('')
    }
  }
})

test.each(ownPlaces)('%s does not survive', (_place, kind, plant) => {
  for (const seed of seeds) {
    const secrets = createSecrets(seed)
    const secret =
      kind === 'chosen'
        ? secrets.chosen()
        : kind === 'ipv4'
          ? secrets.ipv4()
          : kind === 'fingerprint'
            ? (secrets.hex(64).toUpperCase().match(/../g) ?? []).join(':')
            : secrets.random(24)
    const events = plant(secret)
    expect(leaked(redacted(events), secret), `seed ${seed}: ${JSON.stringify(events)}`).toBe('')
  }
})

describe('a known token is found wherever it stands', () => {
  const tokens = knownTokens.map((token, index) => [`${token.issuer} ${token.prefix ?? ''}`, token, index] as const)
  test.each(tokens)('%s', (_name, { prefix, rest }, index) => {
    // Letters and digits only, as nearly all characters of a token are: signs stay as they are.
    const pattern = new RegExp(
      `^${rest.replace(/\[[^\]]*\]/g, (set) => set.replace(/\\w/, 'a-zA-Z\\d').replace(/[+/=_.%-]+(?=\])/, ''))}$`,
    )
    const [made] = fc.sample(fc.stringMatching(pattern), { seed: index + 1, numRuns: 1 })
    const token = prefix + made
    for (const text of [token, `it is ${token} here`, JSON.stringify({ content: token })]) {
      const events = namelessPlaces[3]![1](text, '')
      expect(leaked(redacted(events, ['random', 'path', 'email', 'address']), made!), text).toBe('')
    }
  })
})

/** For each rule a session with a value that nothing else finds. */
const alone: Record<RuleId, string> = {
  password: '{"password":"correct horse"}',
  token: '{"token":"k-93jf"}',
  cookie: 'Cookie: theme=k-93jf',
  key: '{"api_key":"k-93jf"}',
  session: '{"sessionId":"k-93jf"}',
  signature: '{"signature":"k-93jf"}',
  known: '{"content":"glpat-aaaaaaaaaaaaaaaaaaaa"}',
  jwt: 'see eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.dozjgNryP4J3jVmNHl0',
  pem: '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----',
  random: '{"zz":"xJ7dQ2mP9vR4tK8wZ1bN5hY"}',
  path: 'https://site.test/hooks/xJ7dQ2mP9vR4tK8wZ1bN5hY',
  userinfo: 'https://jane:k93jf@site.test/',
  email: 'write to jane.doe@site.example',
  phone: '{"phone":"+49 30 1234567"}',
  card: 'paid with 4111 1111 1111 1111',
  address: 'from 203.0.113.42',
  webrtc: 'v=0\r\na=ice-pwd:abcdefghijklmnop\r\n',
}

test.each(redactionRules.map(({ id }) => id))('without the rule %s a secret stays, and with it none does', (rule) => {
  const events = namelessPlaces[3]![1]('', '').map((event) => ({ ...event, text: alone[rule] }) as CaptureEvent)
  const [hidden] = redacted(events)
  expect(hidden).not.toEqual(events[0])
  const redactor = createRedactor({ keepRules: [rule] })
  expect(events.flatMap((event) => redactor.redact(event))).toEqual(events)
  expect(redactor.report().counts).toEqual([])
})
