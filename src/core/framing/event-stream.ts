import type { Decoded, Decoder } from './decoder.ts'
import { createLineSplitter, maxLineLength } from './lines.ts'

/**
 * Reads `text/event-stream` after the HTML standard, 9.2.6 "Interpreting an event stream": lines end in LF, CR or CRLF, a blank
 * line dispatches the event, an event without data is dropped, and `retry` fields are not events. Comments are no events either, but each line
 * of them is told as a comment: servers send one when there is nothing else to keep the connection alive.
 */
export function createEventStreamDecoder(): Decoder {
  const lines = createLineSplitter()
  let first = true
  let data: string[] = []
  let length = 0
  let name = ''
  let eventId = ''
  let problem: string | undefined

  function dispatch(into: Decoded[]) {
    if (data.length > 0) {
      const event: Decoded = { text: data.join('\n') }
      if (name !== '' && name !== 'message') event.name = name
      if (eventId !== '') event.eventId = eventId
      if (problem) event.problem = problem
      into.push(event)
    }
    data = []
    length = 0
    name = ''
    problem = undefined
  }

  /**
   * Adds a line of data. A server that never sends a blank line must not fill the memory: an event holds `maxLineLength` units.
   */
  function addData(value: string) {
    const room = maxLineLength - length
    if (value.length < room) data.push(value)
    else {
      if (room > 0) data.push(value.slice(0, room))
      problem = `event over ${maxLineLength} characters`
    }
    length += value.length + 1
  }

  function interpret(line: string, into: Decoded[]) {
    if (line === '') return dispatch(into)
    const colon = line.indexOf(':')
    if (colon === 0) {
      into.push({ text: line, comment: true })
      return
    }
    const field = colon < 0 ? line : line.slice(0, colon)
    const rest = colon < 0 ? '' : line.slice(colon + 1)
    const value = rest.startsWith(' ') ? rest.slice(1) : rest
    if (field === 'data') addData(value)
    else if (field === 'event') name = value
    else if (field === 'id' && !value.includes('\0')) eventId = value
    if (line.length >= maxLineLength) problem = `line over ${maxLineLength} characters`
  }

  return {
    feed(text) {
      const found: Decoded[] = []
      if (first && text !== '') {
        first = false
        if (text.startsWith('\uFEFF')) text = text.slice(1)
      }
      for (const line of lines.feed(text)) interpret(line, found)
      return found
    },
    // The standard discards an event that the end of the stream cuts off.
    end: () => [],
  }
}
