import type { CaptureEvent } from '../../../src/core/event/event.ts'
import {
  browserOfFile,
  type FileHeader,
  type OpenHar,
  readFile,
  redactionOfFile,
} from '../../../src/format/read-file.ts'
import { createReadingShare } from '../../../src/format/reading-share.ts'
import type { RedactionReport } from '../../../src/format/redact/concealer.ts'
import { eventLine } from '../../../src/format/session/write.ts'
import { harInBlob, harKept } from './har-in-blob.ts'
import type { FromReader } from './reader-messages.ts'

// UTF-16 units: the panel takes in a batch at once, within some milliseconds. Only one line is never divided.
const batchSize = 32 * 1024
/** Batches on their way: one is taken in while the next is read. */
const mostUntaken = 3
// In ms. Nobody can read figures that change more often.
const tellEveryMs = 100

const encoder = new TextEncoder()

/** The panel, for the worker that reads a file for it. */
export interface PanelSide {
  post(message: FromReader): void
  /** Resolves once the panel has taken in another batch. */
  taken(): Promise<void>
}

/** Reads a file and sends its events to the panel. Whatever is wrong is told in the last message. */
export async function sendFile(file: File, panel: PanelSide): Promise<void> {
  const progress = createReadingShare(
    file.size,
    createTelling(() => panel.post({ kind: 'progress', share: progress.share() })),
  )
  let header: FileHeader | undefined
  let userAgent: string | undefined
  let problem: string | undefined
  const redactions: RedactionReport[] = []
  let lines: string[] = []
  let size = 0
  let untaken = 0

  async function flush(): Promise<void> {
    if (size === 0) return
    panel.post({ kind: 'lines', octets: encoder.encode(lines.join('')), share: progress.share() })
    lines = []
    size = 0
    if (++untaken < mostUntaken) return
    await panel.taken()
    untaken--
  }

  async function add(event: CaptureEvent): Promise<void> {
    if (event.type === 'document') userAgent ??= event.userAgent
    const line = eventLine(event)
    lines.push(line)
    size += line.length
    if (size >= batchSize) await flush()
  }

  const openHar = (unpacked: AsyncIterable<Uint8Array>, packed: boolean): OpenHar =>
    progress.ofHar(packed ? harKept(unpacked) : harInBlob(file, unpacked))
  try {
    for await (const item of readFile({ bytes: progress.ofBytes(piecesOf(file)), openHar })) {
      if (item.kind === 'header') header = item
      else if (item.kind === 'problem') problem = item.sentence
      else if (item.kind === 'event') await add(item.event)
      else if (item.kind === 'events') for (const event of item.events) await add(event)
      else redactions.push(item.report)
    }
  } catch (error) {
    problem = `it cannot be read (${error instanceof Error ? error.message : error})`
  }
  await flush()
  panel.post({
    kind: 'end',
    browser: header ? browserOfFile(header, userAgent) : '',
    problem,
    redaction: redactionOfFile(header, redactions),
  })
}

/** The content of a file piece by piece. Streams are no async iterables in all supported browsers. */
async function* piecesOf(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}

/** Tells the panel how much of a file has been read, now and then. */
function createTelling(tell: () => void): () => void {
  let toldAt = performance.now()
  return () => {
    const now = performance.now()
    if (now - toldAt < tellEveryMs) return
    toldAt = now
    tell()
  }
}
