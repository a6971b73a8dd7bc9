import type { DocumentEvent } from '../../../core/event/event.ts'
import { mostParts } from '../../har-file/duplex-parts.ts'
import { writtenRedaction } from '../../session/redaction-line.ts'
import { currentVersion } from '../../session/session-file.ts'
import type { ExportEvents } from '../export-source.ts'
import type { Draft } from './draft.ts'
import { createDrafts, type HarLimits, harLimits } from './drafts.ts'
import { entryText, type Page } from './entry.ts'
import { createOtherEvents } from './other-events.ts'

/** UTF-16 units that are handed on at once: doing so with each piece would take longer than making it. */
const atOnce = 1 << 16

/** Chromium reads a HAR as one text, of as many UTF-16 units as its longest may have (V8, String::kMaxLength). */
const mostInChromium = 2 ** 29 - 24

/** Events after which entries that need not wait longer are written: the same ones, in whatever batches the events come. */
const looksAfter = 500

/** Pages that a log names; the reader keeps as many (../../har-file/log-index.ts). A session of days may have more. */
const mostPages = 10_000

/** What a log holds. */
interface Counts {
  entries: number
  /** Pages that it does not name. */
  unnamed: number
  /** Requests and connections of more than one entry. */
  divided: number
}

/**
 * Writes a HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec) with an entry for each request and connection, in the shape that
 * Chrome exports and imports, and with everything else under `_duplex` (../../har/duplex-member.ts). Reads the session's events once, in
 * memory that does not grow with them, and once more where very many of them belong to no entry.
 */
export async function* writeHar(source: ExportEvents, limits: HarLimits = harLimits): AsyncGenerator<string> {
  const counts: Counts = { entries: 0, unnamed: 0, divided: 0 }
  let units = 0
  for await (const text of logText(source, limits, counts)) {
    units += text.length
    yield text
  }
  const { entries, unnamed, divided } = counts
  const which = divided === 1 ? '1 request or connection is' : `${divided} requests and connections are`
  if (divided > 0)
    source.note(
      `${which} divided into several entries, since an entry that is read must fit into memory: ${limits.messages} messages and ${limits.ofEntry / 1e6} million characters at most`,
    )
  if (units > mostInChromium)
    source.note(
      `it has ${Math.round(units / 1e6)} million characters, and Chromium opens a HAR of ${Math.floor(mostInChromium / 1e6)} million at most; Duplex opens it`,
    )
  if (unnamed > 0)
    source.note(
      `it names the first ${mostPages} pages, and ${unnamed} more not: their entries stand alone for other programs`,
    )
  if (entries > mostParts) source.note(`of its ${entries} entries Duplex itself reads the first ${mostParts}`)
}

async function* logText(source: ExportEvents, limits: HarLimits, counts: Counts): AsyncGenerator<string> {
  const pages = new Map<string, Page>()
  const others = createOtherEvents(limits.others)
  const drafts = createDrafts(limits, others.add)
  let seq = 0
  let text = ''

  function* written(all: Iterable<Draft>): Generator<string> {
    for (const draft of all) {
      if (draft.parts === 1) counts.divided++
      text += counts.entries++ === 0 ? '\n' : ',\n'
      for (const piece of entryText(draft, pages.get(draft.doc))) {
        text += piece
        if (text.length < atOnce) continue
        yield text
        text = ''
      }
    }
  }

  yield `{"log":{"version":"1.2","creator":${JSON.stringify(creator)},"entries":[`
  for await (const events of source.events())
    for (const event of events) {
      if (event.type === 'document' && !addPage(pages, event)) counts.unnamed++
      drafts.add(seq++, event)
      if (seq % looksAfter === 0 || drafts.areFull()) yield* written(drafts.due())
    }
  yield* written(drafts.rest())
  yield `${text}\n],"browser":${JSON.stringify(browserOf(source.browser()))}`
  yield `,"pages":[${[...pages.values()].map((page) => JSON.stringify(page)).join(',\n')}],"_duplex":[`
  let elements = 0
  for await (const element of others.written(source.events)) yield (elements++ === 0 ? '\n' : ',\n') + element
  yield `\n],"_duplexRedactions":${JSON.stringify(source.redactions().map(writtenRedaction))}}}\n`
}

const creator = { name: 'Duplex', version: '0.1.0', _duplex: { version: currentVersion } }

/** Of a browser as Duplex names it, such as `Chromium 156`. */
function browserOf(shown: string): { name: string; version: string } {
  const [, name = shown, version = ''] = /^(.*?) (\d+)$/.exec(shown) ?? []
  return { name, version }
}

/**
 * Frames are pages, too: no event tells in which page a frame is. Workers are none.
 * @returns false where there is no room for the page
 */
function addPage(pages: Map<string, Page>, { doc, url, at, context }: DocumentEvent): boolean {
  if ((context !== 'page' && context !== 'frame') || pages.has(doc)) return true
  if (pages.size >= mostPages) return false
  pages.set(doc, { startedDateTime: new Date(at).toISOString(), id: doc, title: url, pageTimings: {} })
  return true
}
