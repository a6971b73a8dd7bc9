import { fromBase64, toBase64 } from '../../core/base/base64.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { withPayloads } from '../../core/event/message-columns.ts'
import type { Concealer, RedactionPlace } from './concealer.ts'
import type { RedactText } from './leaf.ts'
import { mayHoldSecret } from './may-hold-secret.ts'
import { nameless } from './name-meaning.ts'
import { redactOctets } from './octets/octets.ts'
import { createPieces } from './pieces.ts'

const places: Readonly<Partial<Record<CaptureEvent['type'], RedactionPlace>>> = {
  request: 'request body',
  chunk: 'answer',
  finish: 'answer',
  message: 'message',
  messages: 'message',
}

/** Redacts payloads: texts, octets, and pieces of bodies and messages that go on in the next. */
export function createPayloads(redactText: RedactText, concealer: Concealer) {
  const pieces = createPieces((text) => redactText(text, nameless), concealer)
  const whole = (text: string) => (mayHoldSecret(text) ? redactText(text, nameless) : text)

  function octets(data: string): string {
    const read = fromBase64(data)
    const hidden = redactOctets(read, redactText, concealer.conceal)
    return hidden === read ? data : toBase64(hidden)
  }

  return {
    /** @param hidden the event with all else replaced @param event as it was */
    redact(hidden: CaptureEvent, event: CaptureEvent, address: string): CaptureEvent {
      const place = places[event.type]
      if (!place) {
        if (event.type === 'gone') pieces.forget(`${event.doc}/`)
        return hidden
      }
      concealer.at(place, address)
      if (hidden.type === 'messages') {
        const key = keyOf(hidden, hidden.dir)
        return withPayloads(hidden, (text) => pieces.text(key, text, true), octets)
      }
      if (hidden.type === 'message') {
        if (hidden.text !== undefined)
          return { ...hidden, text: pieces.text(keyOf(hidden, hidden.dir), hidden.text, true) }
        if (hidden.data === undefined) return hidden
        return { ...hidden, data: pieces.data(keyOf(hidden, `${hidden.dir} octets`), hidden.data, true, octets) }
      }
      if (hidden.type === 'chunk') {
        const key = keyOf(hidden, 'body')
        if (hidden.text !== undefined) return { ...hidden, text: pieces.text(key, hidden.text, false) }
        return hidden.data === undefined ? hidden : { ...hidden, data: pieces.data(key, hidden.data, false, octets) }
      }
      if (hidden.type !== 'request' && hidden.type !== 'finish') return hidden
      if (hidden.type === 'finish') pieces.forget(keyOf(hidden, 'body'))
      if (hidden.text !== undefined) return { ...hidden, text: whole(hidden.text) }
      return hidden.data === undefined ? hidden : { ...hidden, data: octets(hidden.data) }
    },
  }
}

const keyOf = ({ doc, id }: { doc: string; id: number }, part: string) => `${doc}/${id}/${part}`
