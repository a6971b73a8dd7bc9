import { countControls } from '../control-characters.ts'
import type { Conceal, RedactText } from '../leaf.ts'
import { type NameMeaning, nameless } from '../name-meaning.ts'
import { meaningWithin } from '../structure.ts'
import { readCbor } from './cbor.ts'
import { readMessagePack } from './message-pack.ts'
import { redactMqtt } from './mqtt.ts'
import { type OctetValue, utf8Text } from './octet-value.ts'
import { readProtobuf } from './protobuf.ts'
import { redactRuns } from './runs.ts'
import { utf16Of } from './utf16.ts'

const harmless: NameMeaning = { ...nameless, isHarmless: true }

/**
 * Redacts a payload of octets: text in UTF-8 or UTF-16, MessagePack, CBOR, Protocol Buffers with or without the head of gRPC, MQTT; and in
 * anything else what can be read as text.
 * @returns the same array where nothing was replaced, else another one of the same length
 */
export function redactOctets(octets: Uint8Array, redact: RedactText, conceal: Conceal): Uint8Array {
  if (octets.length === 0) return octets
  const text = textIn(octets)
  if (text !== undefined) {
    const changed = redact(text, nameless)
    return changed === text ? octets : new TextEncoder().encode(changed)
  }
  const wide = utf16Of(octets)
  if (wide) {
    const changed = redact(wide.text, nameless)
    return changed === wide.text ? octets : wide.encode(changed)
  }
  const mqtt = redactMqtt(octets, redact, conceal, (inner) => redactOctets(inner, redact, conceal))
  if (mqtt) return mqtt
  // What one format means may be read as another one by chance: then it says less.
  const [values] = [readMessagePack(octets), readCbor(octets), readProtobuf(octets)]
    .filter((read) => read !== undefined)
    .sort((a, b) => textLength(b) - textLength(a))
  return values ? redactValues(octets, values, redact) : redactRuns(octets, redact)
}

/** Share of zeros up to which octets are a text: UTF-16 has half of them. */
const maxZeros = 0.1

/** What octets say as a text in UTF-8; undefined where they are something else. */
export function textIn(octets: Uint8Array): string | undefined {
  const text = utf8Text(octets)
  if (text === undefined) return undefined
  const { zeros, others } = countControls(text)
  if (zeros > maxZeros * text.length || others > 0) return undefined
  // Tags and lengths may be printable: a message that fits to its last octet is no text by chance.
  const message = octets.length > 0 && isTag(octets[0]!) ? readProtobuf(octets) : undefined
  return message && message.length > 0 ? undefined : text
}

/** A tag of a field with a length (wire type 2), or the flag of a frame of gRPC-Web. */
const isTag = (octet: number) => (octet & 7) === 2 || octet <= 1

const textLength = (values: readonly OctetValue[]) => values.reduce((sum, { text }) => sum + (text?.length ?? 0), 0)

/** Replaces what the values say, each within its place. */
function redactValues(octets: Uint8Array, values: readonly OctetValue[], redact: RedactText): Uint8Array {
  let result = octets
  for (const value of values) {
    const { from, to, isName } = value
    const inner = octets.subarray(from, to)
    const text = value.text ?? ''
    const meaning = isName ? harmless : meaningWithin(value)
    const changed = redact(text, meaning)
    if (changed === text) continue
    const written = new TextEncoder().encode(changed)
    if (written.length !== inner.length) continue
    if (result === octets) result = octets.slice()
    result.set(written, from)
  }
  return result
}
