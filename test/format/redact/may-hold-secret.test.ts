import fc from 'fast-check'
import { expect, test } from 'vitest'
import { knownTokens } from '../../../src/format/redact/known-tokens.ts'
import { mayHoldSecret } from '../../../src/format/redact/may-hold-secret.ts'
import { meaningOf } from '../../../src/format/redact/name-meaning.ts'
import { names } from './secrets.ts'

const parts =
  'user new old api access private session sess id key token secret pass word code auth x csrf client card number no sig sign state pin phone mobile tel fax e mail device media label one time two factor verification security sms backup recovery codes saml request relay goog amz credential connection string bearer licen se sub deploy host rsa hmac bot app ssh k s jwt otp cvv pan iban username fragment ufrag dtls fingerprint social'.split(
    ' ',
  )

test('whatever name means a secret, the quick test sees it', () => {
  const name = fc
    .array(fc.constantFrom(...parts), { minLength: 1, maxLength: 4 })
    .chain((words) =>
      fc.constantFrom(
        words.join('_'),
        words.join('-'),
        words.join(''),
        words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join(''),
      ),
    )
  fc.assert(
    fc.property(name, (made) => {
      if (meaningOf(made).rule) expect(mayHoldSecret(`{"${made}":"x"}`), made).toBe(true)
    }),
    { numRuns: 20_000 },
  )
  for (const [known] of names) expect(mayHoldSecret(`{"${known}":"x"}`), known).toBe(true)
})

test.each(knownTokens.map(({ issuer, prefix, rest }) => [issuer, prefix, rest]))(
  'the quick test sees tokens of %s (%s)',
  (_issuer, prefix, rest) => {
    fc.assert(
      fc.property(fc.stringMatching(new RegExp(`^${rest}$`)), (made) => mayHoldSecret(`a ${prefix}${made} b`)),
      { numRuns: 50 },
    )
  },
)
