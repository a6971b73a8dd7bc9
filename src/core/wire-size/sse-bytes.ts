import type { Bytes } from '../base/units.ts'

/**
 * Bytes of one event of an EventSource on the wire: `data: ` and a line end for each line of the payload, `event: ` and `id: `
 * where given, and the blank line. Comments and `retry` are not visible.
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
