import type { CaptureEvent } from '../../core/event/event.ts'
import { currentVersion, type SessionHeader } from './session-file.ts'

/** The first line of a session file, with its line end. */
export function headerLine(facts: { browser: string; redacted: boolean; createdAt: number }): string {
  const header: SessionHeader = {
    format: 'duplex-session',
    version: currentVersion,
    createdAt: facts.createdAt,
    browser: facts.browser,
    redacted: facts.redacted,
    generator: 'Duplex 0.1.0',
  }
  return `${JSON.stringify(header)}\n`
}

/** An event as a line, with its line end. */
export const eventLine = (event: CaptureEvent) => `${JSON.stringify(event)}\n`

/**
 * Passes recorded lines through a change of each event (redaction), in constant memory.
 * @param parts texts of whole lines, as a recording keeps them
 */
export async function* rewriteLines(
  parts: AsyncIterable<string>,
  change: (event: CaptureEvent) => readonly CaptureEvent[],
): AsyncGenerator<string> {
  for await (const part of parts) {
    let text = ''
    for (const line of part.split('\n'))
      if (line !== '')
        text += change(JSON.parse(line) as CaptureEvent)
          .map(eventLine)
          .join('')
    yield text
  }
}
