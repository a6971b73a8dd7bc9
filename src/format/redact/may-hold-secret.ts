/**
 * Parts of all names that `name-meaning.ts` takes for those of secrets, or of what is looked at for the sake of a secret beside it; `id` stands
 * for the ids of sessions and devices. A test holds it to them.
 */
const partOfName =
  /pass|pwd|otp|totp|auth|token|[cx]srf|jwt|cred|cookie|secret|key|sess|sid|sig|s[_-](?:id|key|hash)|assertion|saml|relay|mail|phone|msisdn|ssn|social|cvv|cvc|card|iban|pan(?:_?n|\b)|code|verif|challenge|ufrag|fragment|fingerprint|device|amz|goog|client|bearer|connection|pin|state|ticket|hmac|\bsv\b|seed|mnemonic|login|log_in|signin|unlock|identify|tel|fax|mobile|user/i

/** Parts of all values that are found by their form, and of all writings in which another text may be hidden. */
const partOfValue =
  /[@%\\]|&#|-----|eyJ|basic|\d\.\d{1,3}\.\d|[\da-f]:[\da-f]{0,4}:|::|(?<![\w+/.~-])(?![\d.]{15})[\w+/.~-]{15}|(?<!\d)[2-6]\d{12}|\d{4}[ -]\d{4}|a=|candidate:|\d:AA/i

/**
 * Whether a secret may stand in a text: a quick test that most messages of a feed fail, which then need not be read. A text that passes may hold
 * none.
 */
export const mayHoldSecret = (text: string): boolean => partOfName.test(text) || partOfValue.test(text)
