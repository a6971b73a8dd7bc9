import { list, object, text } from '../har/har-values.ts'

// Dumps write the values of calls and events in several ways: as JSON, as JSON within a text (Chromium since 142), or as words.

/** A value that may be JSON within a text. */
function opened(value: unknown): unknown {
  if (typeof value !== 'string' || !/^["[{]/.test(value)) return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}

/** A state, such as `connected`, of `connected` or `"connected"`; '' for any other value. */
export const wordOf = (value: unknown): string => text(opened(value))

/** The type of a candidate: `host`, `srflx`, `prflx` or `relay` (RFC 8839, 5.1); undefined where the value is none. */
export function candidateTypeOf(value: unknown): string | undefined {
  const given = opened(value)
  // A dump that Duplex wrote has the type alone.
  const { candidate, type } = object(given)
  const line = typeof given === 'string' ? given : text(candidate) || ` typ ${text(type)}`
  return / typ (host|srflx|prflx|relay)\b/.exec(line)?.[1]
}

/** The label of a data channel: of `{ label }`, of the arguments `[label, options]`, of `[id, label]`, or of `label: chat, ordered: true`. */
export function channelOf(value: unknown): string {
  const given = opened(value)
  if (typeof given === 'string') return /^label: (.*?)(?:, \w+: |$)/.exec(given)?.[1] ?? given
  return text(object(given)['label']) || text(list(given).find((one) => typeof one === 'string'))
}
