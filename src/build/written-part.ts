import { readFileSync, writeFileSync } from 'node:fs'

/** A document around the part that a command writes into it. */
interface Split {
  before: string
  part: string
  after: string
}

/** @throws where the document has no markers of this command */
function split(document: string, command: string): Split {
  const text = readFileSync(document, 'utf8')
  const begin = `<!-- Written by \`${command}\` -->`
  const from = text.indexOf(begin) + begin.length
  const to = text.indexOf(`<!-- End of \`${command}\` -->`)
  if (from < begin.length || to < from) throw new Error(`${document} has no part that ${command} writes`)
  return { before: text.slice(0, from), part: text.slice(from, to).trim(), after: text.slice(to) }
}

/** The part of a Markdown document that a command, such as `npm run sizes`, has written. */
export const writtenPart = (document: string, command: string): string => split(document, command).part

/** Writes that part anew. */
export function writePart(document: string, command: string, part: string): void {
  const { before, after } = split(document, command)
  writeFileSync(document, `${before}\n\n${part}\n\n${after}`)
}
