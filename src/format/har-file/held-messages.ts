import { fromBase64 } from '../../core/base/base64.ts'
import { eachEntry } from '../../core/event/message-columns.ts'

/** A run of messages as it is stored: the fields that say how its payloads follow one another. */
export interface StoredRun {
  count: number
  columns: string
  kind?: unknown
}

/**
 * The payloads of a run of messages one after the other, as the event `messages` holds them, from the payload of each message.
 * @param payloadOf the text, or the base64, of the message of this number; undefined where it is not there
 * @returns undefined where a payload is missing, or has not the length that the columns tell
 */
export function runPayload(
  { count, columns, kind }: StoredRun,
  payloadOf: (index: number) => string | undefined,
): string | undefined {
  let all = ''
  let index = 0
  const binary = kind === 'binary'
  const read = eachEntry(fromBase64(columns), count, true, (_, __, kept) => {
    const payload = kept > 0 ? payloadOf(index) : ''
    index++
    if (payload === undefined) return false
    if (kept === 0) return true
    if (binary ? octetsOf(payload) !== kept - 1 : payload.length !== kept - 1) return false
    // In a run each payload fills whole groups of three octets (message-columns.ts).
    all += binary ? payload.replace(/={1,2}$/, (end) => 'A'.repeat(end.length)) : payload
    return true
  })
  return read === count ? all : undefined
}

const octetsOf = (base64: string) => (base64.length / 4) * 3 - (/={0,2}$/.exec(base64)?.[0].length ?? 0)
