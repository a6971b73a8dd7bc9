import { createRedactor } from '../../src/format/redact/redact.ts'
import { sessionExtension } from '../../src/format/session/session-file.ts'
import { headerLine, rewriteLines } from '../../src/format/session/write.ts'
import type { Recording } from './recording.ts'

/** A recording that can be written to a file, and the browser that it was made in. */
export interface Exported {
  recording: Recording
  browser: string
}

/** The session file of a recording as text, in parts. @param redact replaces secrets in URLs and payloads */
export async function* fileParts({ recording, browser }: Exported, redact: boolean): AsyncGenerator<string> {
  yield headerLine({ browser, redacted: redact, createdAt: Date.now() })
  const parts = recording.parts()
  const redactor = createRedactor()
  if (redact) yield* rewriteLines(parts, (event) => redactor.redact(event))
  else yield* parts
}

// In ms. The browser reads the blob by its address, and reports neither the begin nor the end of that.
const addressLifeMs = 60_000

/** Compresses a session file and hands it to the browser's downloads. */
export async function download(texts: AsyncIterable<string>): Promise<void> {
  const parts: Blob[] = []
  for await (const text of texts) parts.push(new Blob([text]))
  const zipped = new Blob(parts).stream().pipeThrough(new CompressionStream('gzip'))
  const blob = await new Response(zipped, { headers: { 'content-type': 'application/gzip' } }).blob()
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `duplex-${new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-')}${sessionExtension}.gz`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), addressLifeMs)
}
