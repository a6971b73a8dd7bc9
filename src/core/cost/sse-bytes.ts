import type { Bytes } from '../units.ts'
import { chunkFramingBytes } from './http-bytes.ts'

/**
 * Bytes of one event of an EventSource on the wire: `data: ` and a line end for each line of the payload, `event: ` and `id: `
 * where given, the blank line, and the framing of the HTTP chunk that brought it. Comments and `retry` are not visible.
 */
export function eventBytes(
  payload: Bytes,
  text: string,
  name: string | undefined,
  eventId: string | undefined,
  protocol: string,
): Bytes {
  const moreLines = text.split('\n').length - 1
  const event =
    payload +
    'data: \n\n'.length +
    moreLines * 'data: '.length +
    (name ? name.length + 'event: \n'.length : 0) +
    (eventId ? eventId.length + 'id: \n'.length : 0)
  return event + chunkFramingBytes(event, protocol)
}
