import type { Conceal, RedactText } from '../leaf.ts'
import { meaningOf, type NameMeaning, nameless } from '../name-meaning.ts'
import { utf8Text } from './octet-value.ts'

/**
 * Redacts packets of MQTT (3.1.1, 3.1 and 3.3; 5.0, 3.1 and 3.3): the password of CONNECT, and what is published.
 * @returns undefined where the octets are none
 */
export function redactMqtt(
  octets: Uint8Array,
  redact: RedactText,
  conceal: Conceal,
  inner: (payload: Uint8Array) => Uint8Array,
): Uint8Array | undefined {
  const result = octets.slice()
  for (let at = 0; at < octets.length; ) {
    const head = octets[at]!
    const { length, from } = remaining(octets, at + 1)
    const to = from + length
    if (length < 0 || to > octets.length) return undefined
    const packet = result.subarray(from, to)
    if (head === 0x10) {
      if (!redactConnect(packet, redact, conceal)) return undefined
    } else if (head >> 4 === 3 && packet.length > 2) {
      const topic = 2 + packet[0]! * 256 + packet[1]!
      if (topic > packet.length || utf8Text(packet.subarray(2, topic)) === undefined) return undefined
      const payload = topic + ((head & 6) > 0 ? 2 : 0)
      packet.set(inner(packet.subarray(payload)), payload)
    } else if (at === 0) return undefined
    at = to
  }
  return result
}

function remaining(octets: Uint8Array, start: number): { length: number; from: number } {
  let length = 0
  for (let n = 0; n < 4 && start + n < octets.length; n++) {
    const octet = octets[start + n]!
    length += (octet & 127) * 128 ** n
    if (octet < 128) return { length, from: start + n + 1 }
  }
  return { length: -1, from: start }
}

/** A user name without a password is a token mostly. */
const aloneUser: NameMeaning = { ...nameless, rule: 'token', isLikely: true }

/** @param packet after its fixed header; changed in place @returns whether it is one */
function redactConnect(packet: Uint8Array, redact: RedactText, conceal: Conceal): boolean {
  const protocol = utf8Text(packet.subarray(2, 2 + (packet[1] ?? 0)))
  if (protocol !== 'MQTT' && protocol !== 'MQIsdp') return false
  const level = packet[2 + protocol.length] ?? 0
  const flags = packet[3 + protocol.length] ?? 0
  let at = 6 + protocol.length
  const skipProperties = () => {
    const { length, from } = remaining(packet, at)
    at = from + Math.max(0, length)
  }
  if (level >= 5) skipProperties()
  const fields = ['clientId']
  if (flags & 4) fields.push('topic', 'will')
  if (flags & 128) fields.push('username')
  if (flags & 64) fields.push('password')
  for (const field of fields) {
    if (field === 'topic' && level >= 5) skipProperties()
    if (at + 2 > packet.length) return true
    const from = at + 2
    const to = from + packet[at]! * 256 + packet[at + 1]!
    const text = utf8Text(packet.subarray(from, to))
    if (text === undefined) packet.fill(42, from, to)
    else {
      const meaning = meaningOf(field)
      const changed =
        field === 'password'
          ? conceal(text, meaning)
          : redact(text, field === 'username' ? (flags & 64 ? nameless : aloneUser) : meaning)
      packet.set(new TextEncoder().encode(changed).subarray(0, to - from), from)
    }
    at = to
  }
  return true
}
