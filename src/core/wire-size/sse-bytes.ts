import type { Bytes } from '../base/units.ts'

/**
 * Bytes of one server-sent event of an EventSource: `data: ` and a line end for each line of the payload, the `event: ` and `id:
 * ` fields where given, and the blank line.
 * @param payload octets of the data
 * @param text the data or its beginning, whose lines are counted
 */
export function eventBytes(payload: Bytes, text: string, name: string | undefined, eventId: string | undefined): Bytes {
  const moreLines = text.split('\n').length - 1
  return (
    payload +
    'data: \n\n'.length +
    moreLines * 'data: '.length +
    (name ? name.length + 'event: \n'.length : 0) +
    (eventId ? eventId.length + 'id: \n'.length : 0)
  )
}

/** Bytes of a comment: its line with the colon, the end of the line, and the blank line that mostly follows. */
export const commentBytes = (line: Bytes): Bytes => line + '\n\n'.length
