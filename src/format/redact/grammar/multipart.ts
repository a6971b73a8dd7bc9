import type { RedactText } from '../leaf.ts'
import { meaningOf, nameless } from '../name-meaning.ts'

/** Redacts a form of parts (RFC 7578) by the names of its fields. @returns undefined where the text is none */
export function redactMultipart(text: string, redact: RedactText): string | undefined {
  const boundary = /^(?:\r?\n)?(--[^\r\n]{1,200})\r?\ncontent-/i.exec(text)?.[1]
  if (boundary === undefined) return undefined
  return text
    .split(boundary)
    .map((part) => {
      const end = /\r?\n\r?\n/.exec(part)
      if (!end) return redact(part, nameless)
      const from = end.index + end[0].length
      const head = part.slice(0, from)
      const name = /\bname="?([^"\r\n;]{1,200})/i.exec(head)?.[1] ?? ''
      const close = /\r?\n$/.exec(part)?.index ?? part.length
      const body = from < close ? redact(part.slice(from, close), meaningOf(name)) : part.slice(from, close)
      return redact(head, nameless) + body + part.slice(Math.max(from, close))
    })
    .join(boundary)
}
