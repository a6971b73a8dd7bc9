import type { CaptureEvent } from '../../core/event/event.ts'
import { currentVersion, type SessionHeader } from './session-file.ts'

/** The first line of a session file. */
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

/** One event as a line. */
export const eventLine = (event: CaptureEvent) => `${JSON.stringify(event)}\n`

/**
 * Passes recorded lines through a change of each event (redaction), in constant memory.
 * @param parts text that ends with a line's end, as a recording keeps it
 */
export async function* rewriteLines(
  parts: AsyncIterable<string>,
  change: (event: CaptureEvent) => CaptureEvent,
): AsyncGenerator<string> {
  for await (const part of parts) {
    let text = ''
    for (const line of part.split('\n')) if (line !== '') text += eventLine(change(JSON.parse(line) as CaptureEvent))
    yield text
  }
}
